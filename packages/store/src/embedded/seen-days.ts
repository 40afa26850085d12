/** On which day each series was last seen, as the catalogue keeps it: pages of days, of which those that changed are written. */
import type { Page } from './name-pages.ts';

/** Ids of one page. */
const PAGE_IDS = 4_096;

export class SeenDays {
  /** As the catalogue has them. */
  #written = new Uint16Array(0);

  /** Takes pages of the catalogue into `seenDay`, which has room for `count` ids. */
  load(pages: readonly Page[], count: number, touch: (id: number, day: number) => void): void {
    this.#written = new Uint16Array(count);
    for (const { page, bytes } of pages) {
      const days = new Uint16Array(bytes.slice().buffer);
      for (let i = 0; i < days.length; i++) {
        const id = page * PAGE_IDS + i;
        if (id >= count) break;
        this.#written[id] = days[i] as number;
        if (days[i] !== 0) touch(id, days[i] as number);
      }
    }
  }

  /** Pages that differ from the catalogue's; call `wrote` when they are there. */
  changed(seenDay: Uint16Array, count: number): Page[] {
    const pages: Page[] = [];
    for (let from = 0; from < count; from += PAGE_IDS) {
      const until = Math.min(count, from + PAGE_IDS);
      let same = until <= this.#written.length;
      for (let id = from; id < until && same; id++) same = this.#written[id] === seenDay[id];
      if (same) continue;
      const days = seenDay.slice(from, until);
      pages.push({
        page: from / PAGE_IDS,
        bytes: new Uint8Array(days.buffer, days.byteOffset, days.byteLength).slice(),
      });
    }
    return pages;
  }

  wrote(seenDay: Uint16Array, count: number): void {
    if (this.#written.length !== count) this.#written = new Uint16Array(count);
    this.#written.set(seenDay.subarray(0, count));
  }
}

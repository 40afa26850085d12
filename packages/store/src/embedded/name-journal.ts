/** Which names changed and are not yet in a log, or not yet in the catalogue. */

/** Names of one page in the catalogue. */
export const PAGE_NAMES = 256;

export class NameJournal {
  /** Ids whose name or traits no log has yet, in the order in which they came. */
  unlogged: number[] = [];
  /** Pages of names that differ from the catalogue's. */
  readonly pages: Set<number> = new Set();

  /** A series is new, or its traits are others. */
  changed(id: number): void {
    this.unlogged.push(id);
    this.pages.add(Math.floor(id / PAGE_NAMES));
  }
}

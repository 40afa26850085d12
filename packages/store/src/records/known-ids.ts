/** The ids of the newest records: what an agent sends again, since it did not hear the answer, comes within minutes. */
import type { RecordsFile } from './records-log.ts';
import type { RecordsReader } from './records-reader.ts';

const MAX_IDS = 200_000;

export class KnownIds {
  readonly #ids = new Set<string>();

  /** Those in files that are there already, the newest of them. */
  static async of(files: readonly RecordsFile[], reader: RecordsReader): Promise<KnownIds> {
    const known = new KnownIds();
    const found: string[] = [];
    for (const file of [...files].reverse()) {
      if (found.length >= MAX_IDS) break;
      found.push(...reader.idsOf(file));
      await new Promise((next) => setImmediate(next));
    }
    for (const id of found.reverse()) known.add(id);
    return known;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MAX_IDS) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      break;
    }
  }
}

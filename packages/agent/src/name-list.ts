/** Names as people wrote them, kept until a hello that carried them was answered. */

/** [segment, display name, Apdex T in ms (transactions)], as hello sends it. */
export type ListedName = readonly [segment: string, display: string, apdexTMs?: number];

/** Names kept in all; a process that makes more shows the rest by their segments. */
const MAX_NAMES = 10_000;
const MAX_DISPLAY_CHARS = 256;
/** Names of one hello, which keeps its body within about 400 kB. */
export const MAX_NAMES_A_HELLO = 1_000;

export class NameList {
  /** By segment and display name; the value is T, or NO_T. */
  readonly #known = new Map<string, number>();
  readonly #waiting = new Map<string, ListedName>();

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Notes a name; one already told, with the same T, is not told again. */
  add(segment: string, display: string, apdexTMs?: number): void {
    const shown = display.length > MAX_DISPLAY_CHARS ? `${display.slice(0, MAX_DISPLAY_CHARS - 1)}…` : display;
    // A segment has no space, so the key is unambiguous.
    const key = `${segment} ${shown}`;
    const t = apdexTMs ?? NO_T;
    const known = this.#known.get(key);
    if (known === t || (known === undefined && this.#known.size >= MAX_NAMES)) return;
    this.#known.set(key, t);
    this.#waiting.set(key, apdexTMs === undefined ? [segment, shown] : [segment, shown, apdexTMs]);
  }

  /** The names of the next hello, oldest first. */
  next(): readonly ListedName[] {
    const names: ListedName[] = [];
    for (const name of this.#waiting.values()) {
      if (names.push(name) >= MAX_NAMES_A_HELLO) break;
    }
    return names;
  }

  /** Those names arrived. One whose T changed meanwhile goes on waiting. */
  told(names: readonly ListedName[]): void {
    for (const name of names) {
      const key = `${name[0]} ${name[1]}`;
      if (this.#waiting.get(key) === name) this.#waiting.delete(key);
    }
  }
}

const NO_T = -1;

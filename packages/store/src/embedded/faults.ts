/** What went wrong since the start, for status(): one line each, the newest last, each line once, a bounded number. */
const MAX_FAULTS = 20;

export class Faults {
  readonly #lines: string[] = [];

  add(line: string): void {
    const at = this.#lines.indexOf(line);
    if (at >= 0) this.#lines.splice(at, 1);
    this.#lines.push(line);
    if (this.#lines.length > MAX_FAULTS) this.#lines.shift();
  }

  lines(): string[] {
    return [...this.#lines];
  }
}

/** Texts of late in which nothing was found: stacks and headers come again and again. Within a bound of characters; then it begins anew. */
const MAX_CHARS = 2 * 2 ** 20;

export class CleanTexts {
  #known = new Set<string>();
  #chars = 0;

  has(text: string): boolean {
    return this.#known.has(text);
  }

  add(text: string): void {
    this.#chars += text.length;
    if (this.#chars > MAX_CHARS) {
      this.#known = new Set();
      this.#chars = text.length;
    }
    this.#known.add(text);
  }
}

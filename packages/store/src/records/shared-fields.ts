/** What codes stand for is much the same in all segments: equal ones are one object in memory. */
import type { CodeFields } from './row-codes.ts';

const MAX_SHARED = 50_000;

export class SharedFields {
  readonly #byText = new Map<string, CodeFields>();

  shared(fields: CodeFields): CodeFields {
    const text = JSON.stringify(fields);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (this.#byText.size >= MAX_SHARED) this.#byText.clear();
    this.#byText.set(text, fields);
    return fields;
  }
}

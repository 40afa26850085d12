/** What codes stand for is much the same in all segments: equal ones are one object in memory, with a number that is theirs alone. */
import type { CodeFields } from './row-codes.ts';

const MAX_SHARED = 50_000;

export interface SharedField {
  readonly fields: CodeFields;
  /** From 0, never given to others. */
  readonly id: number;
}

export class SharedFields {
  readonly #byText = new Map<string, SharedField>();
  readonly #texts = new Map<string, string>();
  readonly #byFields = new WeakMap<CodeFields, SharedField>();
  #next = 0;

  /** One string for all that are equal. */
  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= MAX_SHARED) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }

  shared(fields: CodeFields): SharedField {
    const known = this.#byFields.get(fields);
    if (known !== undefined) return known;
    const text = JSON.stringify(fields);
    let shared = this.#byText.get(text);
    if (shared === undefined) {
      if (this.#byText.size >= MAX_SHARED) this.#byText.clear();
      shared = { fields, id: this.#next++ };
      this.#byText.set(text, shared);
    }
    this.#byFields.set(fields, shared);
    return shared;
  }
}

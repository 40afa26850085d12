/** The values of fields that are found by token, as far as they are few: what a pattern with a wildcard is tried on. */
import type { StoredRecord } from '@carpy/core';

const MAX_VALUES = 1_000;
const MAX_KEYS = 500;

export const LISTED_FIELDS = ['type', 'error', 'level'] as const;
export type ListedField = (typeof LISTED_FIELDS)[number];

/** In lower case. Null: too many to list. */
export type ListedValues = ReadonlySet<string> | null;

export interface VocabularyJson {
  readonly fields: Readonly<Record<ListedField, readonly string[] | null>>;
  /** By key of the context, as written; null: too many keys. */
  readonly context: readonly (readonly [string, readonly string[] | null])[] | null;
}

export class Vocabulary {
  readonly #fields: Record<ListedField, Set<string> | null> = { type: new Set(), error: new Set(), level: new Set() };
  #context: Map<string, Set<string> | null> | null = new Map();

  static of(json: VocabularyJson): Vocabulary {
    const vocabulary = new Vocabulary();
    for (const field of LISTED_FIELDS) vocabulary.#fields[field] = setOf(json.fields[field]);
    vocabulary.#context = json.context && new Map(json.context.map(([key, values]) => [key, setOf(values)]));
    return vocabulary;
  }

  valuesOf(field: ListedField): ListedValues {
    return this.#fields[field];
  }

  /** Undefined where no record has the key. */
  contextValues(key: string): ListedValues | undefined {
    return this.#context === null ? null : this.#context.get(key);
  }

  add(record: StoredRecord): void {
    const { error, fingerprint, logs, context } = record;
    if (error !== undefined) this.#put('type', error.type);
    if (fingerprint !== undefined) this.#put('error', fingerprint);
    for (const { level } of logs) this.#put('level', level);
    for (const key in context) this.#putContext(key, String(context[key]));
  }

  toJson(): VocabularyJson {
    const list = (set: ReadonlySet<string> | null): readonly string[] | null => set && [...set];
    const { type, error, level } = this.#fields;
    return {
      fields: { type: list(type), error: list(error), level: list(level) },
      context: this.#context && [...this.#context].map(([key, values]) => [key, list(values)]),
    };
  }

  #put(field: ListedField, value: string): void {
    const values = this.#fields[field];
    if (values === null) return;
    values.add(value.toLowerCase());
    if (values.size > MAX_VALUES) this.#fields[field] = null;
  }

  #putContext(key: string, value: string): void {
    const keys = this.#context;
    if (keys === null) return;
    let values = keys.get(key);
    if (values === null) return;
    if (values === undefined) {
      values = new Set();
      keys.set(key, values);
      if (keys.size > MAX_KEYS) this.#context = null;
    }
    values.add(value.toLowerCase());
    if (values.size > MAX_VALUES) keys.set(key, null);
  }
}

const setOf = (list: readonly string[] | null): Set<string> | null => list && new Set(list);

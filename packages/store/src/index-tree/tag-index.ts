/**
 * Tagged series: by exact name, and by tag and value. `name` is a tag too, whose value is the path. An expression with one value is a
 * look-up; others are tried on the values of their tag, or on the series left over by the others, whichever are fewer.
 */
import type { TagCompletion } from '../store.ts';
import { grown } from './id-slots.ts';
import { Postings } from './postings.ts';
import { parseTagExpressions, type TagExpression } from './tag-expression.ts';
import { TextTable } from './text-table.ts';

export class TagIndex {
  readonly #names = new TextTable();
  /** Ids by the name's number. */
  #ids = new Uint32Array(256);
  readonly #tags = new Map<string, Map<string, Postings>>();
  readonly #nameOf: (id: number) => string;

  /** `nameOf` answers the name of a tagged series. */
  constructor(nameOf: (id: number) => string) {
    this.#nameOf = nameOf;
  }

  /** The number of a name, or NO_TEXT. */
  find(name: string): number {
    return this.#names.find(name);
  }

  idOf(text: number): number {
    return this.#ids[text] as number;
  }

  textOf(text: number): string {
    return this.#names.textOf(text);
  }

  /** As TextTable.asciiBefore. */
  asciiBefore(text: number, into: Uint8Array): number {
    return this.#names.asciiBefore(text, into, into.length);
  }

  /** Adds a name that is not there; answers its number. */
  add(name: string, id: number): number {
    const text = this.#names.use(name);
    this.#ids = grown(this.#ids, text);
    this.#ids[text] = id;
    for (const [tag, value] of tagsOf(name)) {
      let values = this.#tags.get(tag);
      if (values === undefined) {
        values = new Map();
        this.#tags.set(tag, values);
      }
      let postings = values.get(value);
      if (postings === undefined) {
        postings = new Postings();
        values.set(value, postings);
      }
      postings.add(id);
    }
    return text;
  }

  /** Removes series by the numbers of their names. */
  remove(texts: readonly number[]): void {
    const gone = new Set<number>();
    const touched = new Map<string, Set<string>>();
    for (const text of texts) {
      gone.add(this.idOf(text));
      for (const [tag, value] of tagsOf(this.textOf(text))) {
        const values = touched.get(tag);
        if (values === undefined) touched.set(tag, new Set([value]));
        else values.add(value);
      }
      this.#names.drop(text);
    }
    for (const [tag, touchedValues] of touched) {
      const values = this.#tags.get(tag) as Map<string, Postings>;
      for (const value of touchedValues) {
        const postings = values.get(value) as Postings;
        postings.removeAll(gone);
        if (postings.size === 0) values.delete(value);
      }
      if (values.size === 0) this.#tags.delete(tag);
    }
  }

  /** Ids that all expressions match, ascending. */
  match(expressions: readonly string[]): Uint32Array {
    const parsed = parseTagExpressions(expressions);
    const size = (e: TagExpression): number => {
      const values = this.#tags.get(e.tag);
      return e.value === undefined ? (values?.size ?? 0) : (values?.get(e.value)?.size ?? 0);
    };
    // Single values first, the rarest of them first; then what needs an absent tag to fail; what matches absence can only narrow.
    const rank = (e: TagExpression): number => (e.value !== undefined ? 0 : e.matchesAbsent ? 2 : 1);
    parsed.sort((a, b) => rank(a) - rank(b) || size(a) - size(b));
    const [first, ...rest] = parsed as [TagExpression, ...TagExpression[]];
    let left = this.#having(first);
    for (const e of rest) {
      if (left.length === 0) break;
      const each = left.length <= size(e) || e.matchesAbsent;
      left = each ? this.#narrowed(left, e) : intersection(left, this.#having(e));
    }
    return left;
  }

  /** The values of a tag, in no order, with how many series have each. */
  *valuesOf(tag: string): Generator<readonly [value: string, series: number]> {
    for (const [value, postings] of this.#tags.get(tag) ?? []) yield [value, postings.size];
  }

  complete({ tag, prefix, expressions, limit }: TagCompletion): string[] {
    const found = tag === undefined ? this.#tagsFor(expressions) : this.#valuesFor(tag, expressions);
    const out: string[] = [];
    for (const text of found) if (text.startsWith(prefix)) out.push(text);
    return out.sort().slice(0, limit);
  }

  /** As graphite-web: tags that an expression names already are left out. */
  #tagsFor(expressions: readonly string[]): Iterable<string> {
    if (expressions.length === 0) return this.#tags.keys();
    const found = new Set<string>();
    for (const id of this.match(expressions)) for (const [tag] of tagsOf(this.#nameOf(id))) found.add(tag);
    for (const { tag } of parseTagExpressions(expressions)) found.delete(tag);
    return found;
  }

  #valuesFor(tag: string, expressions: readonly string[]): Iterable<string> {
    if (expressions.length === 0) return this.#tags.get(tag)?.keys() ?? [];
    const found = new Set<string>();
    // Written by the caller, so it may be no tag at all; then the expression is refused.
    for (const id of this.match([...expressions, `${tag}!=`])) found.add(tagValue(this.#nameOf(id), tag));
    return found;
  }

  /** Series that have the tag with a value that matches. */
  #having({ tag, value, matches }: TagExpression): Uint32Array {
    const values = this.#tags.get(tag);
    if (values === undefined) return new Uint32Array(0);
    if (value !== undefined) return values.get(value)?.ids() ?? new Uint32Array(0);
    const found: Uint32Array[] = [];
    let length = 0;
    for (const [v, postings] of values) {
      if (!matches(v)) continue;
      length += postings.size;
      found.push(postings.ids());
    }
    if (found.length === 1) return found[0] as Uint32Array;
    const all = new Uint32Array(length);
    let at = 0;
    for (const ids of found) {
      all.set(ids, at);
      at += ids.length;
    }
    return all.sort();
  }

  #narrowed(ids: Uint32Array, { tag, matches }: TagExpression): Uint32Array {
    const known = new Map<string, boolean>();
    return ids.filter((id) => {
      const value = tagValue(this.#nameOf(id), tag);
      let matched = known.get(value);
      if (matched === undefined) {
        matched = matches(value);
        known.set(value, matched);
      }
      return matched;
    });
  }
}

function intersection(a: Uint32Array, b: Uint32Array): Uint32Array {
  let at = 0;
  return a.filter((id) => {
    while (at < b.length && (b[at] as number) < id) at++;
    return b[at] === id;
  });
}

/** Tags of a canonical name, the path as `name`. A part without `=` is no tag; of a tag that comes twice the later holds. */
function tagsOf(name: string): Map<string, string> {
  const [path = '', ...pairs] = name.split(';');
  const tags = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0 && equals < pair.length - 1) tags.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return tags.set('name', path);
}

/** The value of a name's tag; '' where it has none. */
const tagValue = (name: string, tag: string): string => tagsOf(name).get(tag) ?? '';

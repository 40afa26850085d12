/**
 * Makes plans of one filter for source after source. Most of them share what their codes stand for: each kind of it is held against a term
 * once a search, and patterns are compiled once.
 */
import { compilePattern, exactOf, type RangeField, type RecordFilter, type TermField } from '@carpy/core';
import { type CodesNode, EVERYTHING, firstFrom, NOTHING, PERHAPS, type PlanNode, union } from './plan-node.ts';
import { contextToken, type TokenKind, tokenOf } from './record-tokens.ts';
import { CODE_COLUMNS, type CodeColumn, type CodeFields } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { ListedField } from './vocabulary.ts';

type Fits = (fields: CodeFields) => boolean;
type Term = Extract<RecordFilter, { readonly is: 'term' }>;
type Context = Extract<RecordFilter, { readonly is: 'context' }>;
type Range = Extract<RecordFilter, { readonly is: 'range' }> & { readonly field: RangeField };

/** What is asked for of every record. */
interface Top {
  /** Something is asked of codes of `what`: app, and terms, together, since most questions have both. */
  readonly what: boolean;
  readonly fits: Fits;
  readonly others: readonly RecordFilter[];
}

export class FilterPlanner {
  readonly #top: Top;
  /** By part of the filter; the app's own under this object. */
  readonly #fields = new Map<object, KnownFields>();
  readonly #patterns = new Map<string, (text: string) => boolean>();

  /** `app`: empty for all. */
  constructor(app: string, filter: RecordFilter) {
    const parts = filter.is === 'and' ? filter.parts : [filter];
    const isOfWhat = (part: RecordFilter): part is Term =>
      part.is === 'term' && CODE_FIELDS[part.field]?.[0] === 'what';
    const tests = parts.filter(isOfWhat).map((term) => this.#test(term));
    if (app !== '') tests.unshift((fields) => fields.app === app);
    this.#top = {
      what: tests.length > 0,
      fits: (fields) => tests.every((test) => test(fields)),
      others: parts.filter((part) => !isOfWhat(part)),
    };
  }

  plan(source: RowSource): PlanNode {
    const { what, fits, others } = this.#top;
    const left = others.map((part) => this.#planOf(source, part));
    return what
      ? both(source, 'and', [this.#codesNode(source, 'what', this, fits), ...left])
      : both(source, 'and', left);
  }

  #planOf(source: RowSource, filter: RecordFilter): PlanNode {
    switch (filter.is) {
      case 'all':
        return EVERYTHING;
      case 'and':
      case 'or':
        return both(
          source,
          filter.is,
          filter.parts.map((part) => this.#planOf(source, part)),
        );
      case 'not': {
        const part = this.#planOf(source, filter.part);
        return part.is === 'all' ? { is: 'all', answer: (2 - part.answer) as 0 | 1 | 2 } : { is: 'not', part };
      }
      case 'term':
        return this.#termNode(source, filter);
      case 'range':
        return this.#rangeNode(source, filter);
      case 'context':
        return this.#contextNode(source, filter);
      case 'text':
        return filter.words.length === 0
          ? EVERYTHING
          : rowsNode(common(filter.words.map((w) => source.tokenRows(tokenOf('word', w)))));
    }
  }

  #termNode(source: RowSource, term: Term): PlanNode {
    const place = CODE_FIELDS[term.field];
    if (place !== undefined) return this.#codesNode(source, place[0], term, this.#test(term));
    const kind = term.field as TokenKind;
    const exact = exactOf(term.pattern);
    if (exact !== undefined) return rowsNode(source.tokenRows(tokenOf(kind, exact)));
    if (kind !== 'type' && kind !== 'error' && kind !== 'level') return PERHAPS;
    const values = source.vocabulary().valuesOf(kind as ListedField);
    if (values === null) return PERHAPS;
    const fitting = [...values].filter(this.#pattern(term.pattern));
    return rowsNode(union(fitting.map((value) => source.tokenRows(tokenOf(kind, value)))));
  }

  #contextNode(source: RowSource, { key, pattern }: Context): PlanNode {
    const exact = exactOf(pattern);
    if (exact !== undefined) return rowsNode(source.tokenRows(contextToken(key, exact)));
    const values = source.vocabulary().contextValues(key);
    if (values === undefined) return NOTHING;
    if (values === null) return PERHAPS;
    const fitting = [...values].filter(this.#pattern(pattern));
    return rowsNode(union(fitting.map((value) => source.tokenRows(contextToken(key, value)))));
  }

  #rangeNode(source: RowSource, range: Range): PlanNode {
    const { min, max, minOpen, maxOpen } = range;
    if (range.field === 'status') {
      const holds = (value: number): boolean =>
        (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
      return this.#codesNode(source, 'result', range, ({ status }) => status !== undefined && holds(status));
    }
    // A code is within half a microsecond of its duration: at the ends of the range the record decides.
    const from = min === Number.NEGATIVE_INFINITY ? 1 : codeNear(min, -1);
    const to = max === Number.POSITIVE_INFINITY ? 0xffffffff : codeNear(max, 1);
    const sureFrom = min === Number.NEGATIVE_INFINITY ? 1 : codeNear(min, 2);
    const sureTo = max === Number.POSITIVE_INFINITY ? 0xffffffff : max < 0.005 ? 0 : codeNear(max, -2);
    if (from > to) return NOTHING;
    // The greatest code stands for any longer duration too.
    return {
      is: 'duration',
      from,
      to,
      sureFrom,
      sureTo: sureTo === 0xffffffff && max !== Number.POSITIVE_INFINITY ? sureTo - 1 : sureTo,
    };
  }

  /** Of a term that codes answer. */
  #test({ field, pattern }: Term): Fits {
    const name = CODE_FIELDS[field]?.[1];
    const fits = this.#pattern(pattern);
    return (fields) => {
      const value = name === undefined ? undefined : fields[name];
      return value !== undefined && fits(String(value));
    };
  }

  #pattern(pattern: string): (text: string) => boolean {
    let fits = this.#patterns.get(pattern);
    if (fits === undefined) {
      fits = compilePattern(pattern);
      this.#patterns.set(pattern, fits);
    }
    return fits;
  }

  #codesNode(source: RowSource, column: CodeColumn, part: object, fits: Fits): PlanNode {
    let known = this.#fields.get(part);
    if (known === undefined) {
      known = new KnownFields();
      this.#fields.set(part, known);
    }
    const { fields, ids, counts } = source.table(column);
    const answers = new Uint8Array(fields.length);
    for (let code = 0; code < answers.length; code++)
      if ((counts[code] as number) > 0 && known.fit(ids[code] as number, fields[code] as CodeFields, fits))
        answers[code] = 2;
    return codesNode(source, column, answers);
  }
}

/** What was found of fields, by their numbers. */
class KnownFields {
  /** 0 where they were not held against it yet. */
  #answers = new Uint8Array(1_024);

  fit(id: number, fields: CodeFields, fits: Fits): boolean {
    if (id >= this.#answers.length) {
      const wider = new Uint8Array(Math.max(id + 1, this.#answers.length * 2));
      wider.set(this.#answers);
      this.#answers = wider;
    }
    const known = this.#answers[id] as number;
    if (known > 0) return known === 2;
    const fit = fits(fields);
    this.#answers[id] = fit ? 2 : 1;
    return fit;
  }
}

const CODE_FIELDS: Partial<Record<TermField, readonly [CodeColumn, keyof CodeFields]>> = {
  transaction: ['what', 'transaction'],
  kind: ['what', 'kind'],
  method: ['what', 'method'],
  route: ['what', 'route'],
  server: ['origin', 'server'],
  version: ['origin', 'version'],
  outcome: ['result', 'outcome'],
};

/** `and` or `or`, with what is always so taken out; the cheapest and rarest first, so that the others are asked of few rows. */
function both(source: RowSource, is: 'and' | 'or', parts: readonly PlanNode[]): PlanNode {
  const [neutral, deciding] = is === 'and' ? [2, 0] : [0, 2];
  const left: PlanNode[] = [];
  let perhaps = false;
  // Such as lie within each other are one list first.
  for (const part of oneACodeColumn(
    source,
    is,
    parts.flatMap((p) => (p.is === is ? p.parts : [p])),
  )) {
    if (part.is !== 'all') left.push(part);
    else if (part.answer === deciding) return part;
    else if (part.answer !== neutral) perhaps = true;
  }
  if (perhaps) left.push(PERHAPS);
  if (left.length === 0) return { is: 'all', answer: neutral as 0 | 2 };
  if (left.length === 1) return left[0] as PlanNode;
  return { is, parts: left.sort((a, b) => COST[a.is] - COST[b.is]) };
}

const COST: Readonly<Record<PlanNode['is'], number>> = {
  rows: 0,
  codes: 1,
  duration: 2,
  not: 3,
  or: 4,
  and: 4,
  all: 5,
};

/** Parts that ask codes of one column asked as one: a row is looked at once, and the longest duration of what matches is known better. */
function oneACodeColumn(source: RowSource, is: 'and' | 'or', parts: readonly PlanNode[]): PlanNode[] {
  const merged: PlanNode[] = parts.filter((part) => part.is !== 'codes');
  const codes = parts.filter((part): part is CodesNode => part.is === 'codes');
  for (const column of CODE_COLUMNS) {
    const [first, ...more] = codes.filter((part) => part.column === column);
    if (first === undefined) continue;
    if (more.length === 0) {
      merged.push(first);
      continue;
    }
    const answers = first.answers.slice();
    for (const part of more)
      for (let code = 0; code < answers.length; code++)
        if (is === 'and') answers[code] = (answers[code] as number) & (part.answers[code] as number);
        else answers[code] = (answers[code] as number) | (part.answers[code] as number);
    merged.push(codesNode(source, column, answers));
  }
  return merged;
}

/** `answers` by code: 0 or 2, and 0 where there is no row. */
function codesNode(source: RowSource, column: CodeColumn, answers: Uint8Array): PlanNode {
  const { counts } = source.table(column);
  let rows = 0;
  for (let code = 0; code < answers.length; code++) if (answers[code] === 2) rows += counts[code] as number;
  if (rows === 0) return NOTHING;
  return rows === source.rows ? EVERYTHING : { is: 'codes', column, answers, rows };
}

const codeNear = (ms: number, plus: number): number =>
  Math.min(Math.max(Math.round(ms * 1000) + 1 + plus, 1), 0xffffffff);

const rowsNode = (rows: Uint32Array): PlanNode => (rows.length === 0 ? NOTHING : { is: 'rows', rows });

/** Positions that are in all lists. */
function common(lists: readonly Uint32Array[]): Uint32Array {
  const [first, ...others] = [...lists].sort((a, b) => a.length - b.length) as [Uint32Array, ...Uint32Array[]];
  return others.reduce(inBoth, first);
}

/** Of two ascending lists, by leaps over what only the longer one has. */
function inBoth(few: Uint32Array, many: Uint32Array): Uint32Array {
  const found = new Uint32Array(few.length);
  let length = 0;
  let at = 0;
  for (let i = 0; i < few.length && at < many.length; i++) {
    const row = few[i] as number;
    let leap = 1;
    while (at + leap < many.length && (many[at + leap] as number) < row) leap *= 2;
    at = firstFrom(many, row, at, Math.min(at + leap + 1, many.length));
    if (many[at] === row) found[length++] = row;
  }
  return found.slice(0, length);
}

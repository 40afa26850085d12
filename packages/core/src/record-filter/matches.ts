/** A filter over one record. Compiled once to closures; hot: the live tail asks it for every record that comes. */
import type { StoredRecord } from '../records.ts';
import { compilePattern } from './pattern.ts';
import type { RangeField, RecordFilter, TermField } from './record-filter.ts';
import { foldText, textsOf, wordsOf } from './words.ts';

export type RecordPredicate = (record: StoredRecord) => boolean;

const compiled = new WeakMap<RecordFilter, RecordPredicate>();

/** Compiles a filter at its first use. */
export function matches(filter: RecordFilter, record: StoredRecord): boolean {
  let predicate = compiled.get(filter);
  if (predicate === undefined) {
    predicate = compileRecordFilter(filter);
    compiled.set(filter, predicate);
  }
  return predicate(record);
}

export function compileRecordFilter(filter: RecordFilter): RecordPredicate {
  switch (filter.is) {
    case 'all':
      return () => true;
    case 'and': {
      const parts = filter.parts.map(compileRecordFilter);
      return (record) => parts.every((part) => part(record));
    }
    case 'or': {
      const parts = filter.parts.map(compileRecordFilter);
      return (record) => parts.some((part) => part(record));
    }
    case 'not': {
      const part = compileRecordFilter(filter.part);
      return (record) => !part(record);
    }
    case 'term':
      return termPredicate(filter.field, compilePattern(filter.pattern));
    case 'range':
      return rangePredicate(filter);
    case 'context': {
      const { key } = filter;
      const fits = compilePattern(filter.pattern);
      return (record) => {
        const value = Object.hasOwn(record.context, key) ? record.context[key] : undefined;
        return value !== undefined && fits(String(value));
      };
    }
    case 'text':
      return textPredicate(filter.words);
  }
}

function termPredicate(field: TermField, fits: (text: string) => boolean): RecordPredicate {
  if (field === 'level') return (record) => record.logs.some((line) => fits(line.level));
  const readValue = TERM_VALUES[field];
  return (record) => {
    const value = readValue(record);
    return value !== undefined && fits(value);
  };
}

/** What a term of the field compares with; a record without it never matches, not even `*`. */
export const TERM_VALUES: Readonly<Record<Exclude<TermField, 'level'>, (record: StoredRecord) => string | undefined>> =
  {
    transaction: (record) => record.transaction,
    server: (record) => record.server,
    version: (record) => record.version,
    outcome: (record) => record.outcome,
    method: (record) => record.method,
    route: (record) => record.route,
    kind: (record) => record.kind,
    type: (record) => record.error?.type,
    error: (record) => record.fingerprint,
    trace: (record) => record.traceId,
    request: (record) => record.requestId,
    id: (record) => record.id,
  };

const RANGE_VALUES: Readonly<Record<RangeField, (record: StoredRecord) => number | undefined>> = {
  duration: (record) => record.durationMs,
  status: (record) => record.status,
};

function rangePredicate(range: Extract<RecordFilter, { readonly is: 'range' }>): RecordPredicate {
  const { min, max, minOpen, maxOpen } = range;
  const readValue = RANGE_VALUES[range.field];
  return (record) => {
    const value = readValue(record);
    return value !== undefined && (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
  };
}

function textPredicate(words: readonly string[]): RecordPredicate {
  const first = words[0];
  if (first === undefined) return () => true;
  return (record) =>
    // Most texts don't hold the first word: those are not cut into words at all.
    textsOf(record).some((text) => foldText(text).includes(first) && hasPhrase(wordsOf(text), words));
}

function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const last = words.length - phrase.length;
  for (let i = 0; i <= last; i++) if (phrase.every((word, j) => words[i + j] === word)) return true;
  return false;
}

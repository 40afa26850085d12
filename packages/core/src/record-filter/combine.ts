/** Filters put together, flat: an `and` holds no `and`, an `or` no `or`, and neither has fewer than two parts. */
import type { RecordFilter } from './record-filter.ts';

/** What matches every part; all records for none. */
export function allOf(parts: readonly RecordFilter[]): RecordFilter {
  const flat = parts.flatMap((part) => (part.is === 'and' ? part.parts : part.is === 'all' ? [] : [part]));
  if (flat.length === 0) return { is: 'all' };
  return flat.length === 1 ? (flat[0] as RecordFilter) : { is: 'and', parts: flat };
}

/** What matches one part or more. `parts` is not empty. */
export function anyOf(parts: readonly RecordFilter[]): RecordFilter {
  const flat = parts.flatMap((part) => (part.is === 'or' ? part.parts : [part]));
  return flat.length === 1 ? (flat[0] as RecordFilter) : { is: 'or', parts: flat };
}

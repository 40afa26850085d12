/** A filter over request records as a tree: what `parse` makes of a query such as `status:5xx duration:>500ms "POST /cart"`. */

/** Fields that are compared with text; `*` in the pattern stands for any characters, letters of either case are the same. */
export const TERM_FIELDS = [
  'transaction',
  'server',
  'version',
  'outcome',
  'method',
  'route',
  'kind',
  /** Class of the error. */
  'type',
  /** Fingerprint of the error. */
  'error',
  'trace',
  'request',
  'id',
  /** Of a log line. */
  'level',
] as const;
export type TermField = (typeof TERM_FIELDS)[number];

export type RangeField = 'duration' | 'status';

export type RecordFilter =
  | { readonly is: 'all' }
  | { readonly is: 'and' | 'or'; readonly parts: readonly RecordFilter[] }
  | { readonly is: 'not'; readonly part: RecordFilter }
  | { readonly is: 'term'; readonly field: TermField; readonly pattern: string }
  /** ms of a duration; an open end is infinite. */
  | {
      readonly is: 'range';
      readonly field: RangeField;
      readonly min: number;
      readonly max: number;
      /** True where the bound itself is outside. */
      readonly minOpen: boolean;
      readonly maxOpen: boolean;
    }
  /** A value of the context, as text. */
  | { readonly is: 'context'; readonly key: string; readonly pattern: string }
  /** Words that follow each other in the error's type, message or a log line, in lower case: one, or those of a quoted phrase. */
  | { readonly is: 'text'; readonly words: readonly string[] };

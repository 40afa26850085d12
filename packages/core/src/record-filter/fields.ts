/** The fields of the query language as people read of them: for completion, messages and docs. */
import { type RangeField, TERM_FIELDS, type TermField } from './record-filter.ts';

export interface RecordFieldHelp {
  readonly name: TermField | RangeField | 'context.';
  /** One sentence. */
  readonly help: string;
  readonly example: string;
  /** All values, where they are few and fixed. */
  readonly values?: readonly string[];
}

export const RECORD_FIELDS: readonly RecordFieldHelp[] = [
  { name: 'status', help: 'HTTP status, a class of them or a range.', example: 'status:5xx' },
  { name: 'duration', help: 'Duration; units are us, ms, s and m.', example: 'duration:>500ms' },
  { name: 'transaction', help: 'Name of the transaction.', example: 'transaction:"POST /cart"' },
  { name: 'outcome', help: 'How it ended.', example: 'outcome:error', values: ['ok', 'error'] },
  { name: 'server', help: 'Server it ran on.', example: 'server:web-*' },
  { name: 'version', help: 'Version of the app.', example: 'version:4f2c*' },
  { name: 'method', help: 'HTTP method.', example: 'method:POST' },
  { name: 'route', help: 'Route as the app declares it.', example: 'route:/users/*' },
  {
    name: 'kind',
    help: 'What it was; log is a log line outside of any transaction.',
    example: 'kind:job',
    values: ['http', 'job', 'log'],
  },
  { name: 'type', help: 'Class of the error.', example: 'type:TypeError' },
  { name: 'error', help: 'Fingerprint of the error, or * for any error.', example: 'error:*' },
  { name: 'level', help: 'Level of one of its log lines.', example: 'level:error' },
  { name: 'trace', help: 'W3C trace id.', example: 'trace:4bf92f3577b34da6a3ce929d0e0e4736' },
  { name: 'request', help: "The request's id, as x-request-id has it.", example: 'request:req-7f3a' },
  { name: 'id', help: 'Id of the record itself.', example: 'id:0af7651916cd43dd8448eb211c80319c' },
  { name: 'context.', help: 'A value of the context, by its key.', example: 'context.user:42' },
];

export const RECORD_FIELD_NAMES: readonly string[] = RECORD_FIELDS.map((field) => field.name);

export function isTermField(name: string): name is TermField {
  return (TERM_FIELDS as readonly string[]).includes(name);
}

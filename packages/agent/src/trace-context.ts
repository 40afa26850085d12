/** W3C Trace Context, read and written: https://www.w3.org/TR/trace-context/ (version 00). No spans are kept. */

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the caller's span; undefined where the trace begins here. */
  readonly parentId: string | undefined;
  /** Two hex digits; `01` says that the caller recorded it. */
  readonly flags: string;
  /** `tracestate` as it came, to be passed on. */
  readonly state: string | undefined;
}

/** What the bridge reads of a span: structural types, true for the SDK's versions 1 and 2, so that no package is needed. */

/** Seconds and nanoseconds. */
type HrTime = readonly [number, number];

export interface SpanLike {
  readonly name: string;
  /** 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind: number;
  spanContext(): { readonly traceId: string; readonly spanId: string };
  /** The SDK's version 1. */
  readonly parentSpanId?: string | undefined;
  /** Its version 2. */
  readonly parentSpanContext?: { readonly spanId: string; readonly isRemote?: boolean | undefined } | undefined;
  readonly startTime: HrTime;
  readonly duration: HrTime;
  /** Code 2 is an error. */
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  }[];
}

const SERVER = 1;
const CONSUMER = 4;

export const isEntry = (span: SpanLike): boolean => span.kind === SERVER || span.kind === CONSUMER;
export const isConsumer = (span: SpanLike): boolean => span.kind === CONSUMER;
export const parentOf = (span: SpanLike): string | undefined => span.parentSpanContext?.spanId ?? span.parentSpanId;
export const failedOf = (span: SpanLike): boolean => span.status.code === 2;
/** Never below 0: the end of a span may be given by hand. */
export const msOf = ([seconds, nanoseconds]: HrTime): number => Math.max(0, seconds * 1e3 + nanoseconds / 1e6);

/** The first of these attributes that is text and not empty. */
export function text(span: SpanLike, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = span.attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

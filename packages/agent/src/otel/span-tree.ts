/**
 * Spans that run now, each in the transaction that it belongs to. A span is a transaction when it is what came in (kind server or
 * consumer), or when no span of this process is above it. Bounded: spans that are never ended make room for new ones.
 */
import { RECORD_LIMITS } from '@carpy/core';
import type { FinishedFunction, FinishedTransaction } from '../finished-transaction.ts';
import { failedOf, isConsumer, isEntry, msOf, parentOf, type SpanLike, text } from './span.ts';
import { functionNameOf, methodOf, transactionNameOf } from './span-names.ts';

const MAX_OPEN = 10_000;
/** Functions of one transaction; those past it are not timed. */
const MAX_FUNCTIONS = 1_000;

interface OpenTransaction {
  readonly startMs: number;
  readonly functions: { parent: number; ended: SpanLike | undefined }[];
}

interface OpenSpan {
  readonly transaction: OpenTransaction;
  /** Its place among the functions, -1 for the transaction itself. */
  readonly place: number;
}

export class SpanTree {
  readonly #open = new Map<string, OpenSpan>();

  started(span: SpanLike): void {
    const above = parentOf(span);
    const parent = above === undefined ? undefined : this.#open.get(above);
    const { spanId } = span.spanContext();
    if (parent === undefined || isEntry(span)) {
      this.#add(spanId, { transaction: { startMs: msOf(span.startTime), functions: [] }, place: -1 });
      return;
    }
    const { transaction } = parent;
    if (transaction.functions.length >= MAX_FUNCTIONS) return;
    const place = transaction.functions.push({ parent: parent.place, ended: undefined }) - 1;
    this.#add(spanId, { transaction, place });
  }

  /** The transaction that this end is the end of, if it is one. */
  ended(span: SpanLike): FinishedTransaction | undefined {
    const { spanId } = span.spanContext();
    const open = this.#open.get(spanId);
    if (open === undefined) return undefined;
    this.#open.delete(spanId);
    const timed = open.transaction.functions[open.place];
    if (timed === undefined) return finishedOf(span, open.transaction);
    timed.ended = span;
    return undefined;
  }

  clear(): void {
    this.#open.clear();
  }

  #add(spanId: string, span: OpenSpan): void {
    this.#open.set(spanId, span);
    if (this.#open.size <= MAX_OPEN) return;
    for (const oldest of this.#open.keys()) {
      this.#open.delete(oldest);
      break;
    }
  }
}

function finishedOf(span: SpanLike, { startMs, functions }: OpenTransaction): FinishedTransaction {
  const status = span.attributes['http.response.status_code'] ?? span.attributes['http.status_code'];
  const method = methodOf(span);
  return {
    name: transactionNameOf(span),
    startMs,
    durationMs: msOf(span.duration),
    failed: failedOf(span),
    functions: functionsOf(functions, startMs),
    details:
      method === undefined && !isConsumer(span)
        ? undefined
        : {
            kind: method === undefined ? 'job' : 'http',
            method,
            route: text(span, 'http.route', 'messaging.destination.name'),
            status: typeof status === 'number' ? status : undefined,
          },
    traceId: span.spanContext().traceId,
    error: errorOf(span),
  };
}

/** In the order of their starts, so each stands after its parent. */
function functionsOf(functions: OpenTransaction['functions'], startMs: number): FinishedFunction[] {
  const places: number[] = [];
  const finished: FinishedFunction[] = [];
  for (const { parent, ended } of functions) {
    const above = parent < 0 ? -1 : (places[parent] as number);
    if (ended === undefined) {
      // One that outlives its transaction is not timed. What it called stands below its caller.
      places.push(above);
      continue;
    }
    const startOffsetMs = Math.max(0, msOf(ended.startTime) - startMs);
    places.push(
      finished.push({
        name: functionNameOf(ended),
        parent: above,
        startOffsetMs,
        durationMs: msOf(ended.duration),
        failed: failedOf(ended),
      }) - 1,
    );
  }
  return finished;
}

function errorOf(span: SpanLike): FinishedTransaction['error'] {
  if (!failedOf(span)) return undefined;
  const L = RECORD_LIMITS;
  const thrown = span.events.findLast(({ name }) => name === 'exception')?.attributes ?? {};
  const stack = thrown['exception.stacktrace'];
  return {
    type: String(thrown['exception.type'] ?? span.attributes['error.type'] ?? 'Error').slice(0, L.nameChars),
    message: String(thrown['exception.message'] ?? span.status.message ?? '').slice(0, L.messageChars),
    ...(typeof stack === 'string' ? { stack: stack.slice(0, L.stackChars) } : {}),
  };
}

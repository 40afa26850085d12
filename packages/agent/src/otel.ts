/**
 * The bridge to OpenTelemetry: a span processor that turns the spans of any instrumented library into transactions and functions.
 *
 *     import { CarpySpanProcessor } from '@carpy/agent/otel';
 *     new NodeSDK({ spanProcessors: [new CarpySpanProcessor()], instrumentations: [getNodeAutoInstrumentations()] }).start();
 */
import { giveFinished } from './finished-transaction.ts';
import { flush } from './index.ts';
import type { SpanLike } from './otel/span.ts';
import { SpanTree } from './otel/span-tree.ts';

export type { SpanLike } from './otel/span.ts';

/** A SpanProcessor of OpenTelemetry's SDK, versions 1 and 2. It throws nothing and needs no package of theirs. */
export class CarpySpanProcessor {
  readonly #tree = new SpanTree();
  #closed = false;

  onStart(span: SpanLike, _parentContext?: unknown): void {
    if (this.#closed) return;
    try {
      this.#tree.started(span);
    } catch {
      // A span of a shape that is not known: it is not timed.
    }
  }

  onEnd(span: SpanLike): void {
    if (this.#closed) return;
    try {
      const finished = this.#tree.ended(span);
      if (finished !== undefined) giveFinished(finished);
    } catch {
      // As above.
    }
  }

  /** Sends what the agent has. */
  forceFlush(): Promise<void> {
    return flush();
  }

  /** Times no further span. The agent goes on: the application may use it besides. */
  async shutdown(): Promise<void> {
    this.#closed = true;
    this.#tree.clear();
    await flush();
  }
}

/** Calls what an application does with a job or a message, as a transaction of its own. */
import type { Hook } from '../hooks/index.ts';
import { callTransaction } from '../timed-call.ts';
import { parseTraceparent } from '../trace-context.ts';
import type { TransactionDetails } from '../transaction-details.ts';

export interface Job {
  /** `consume orders`. */
  readonly name: string;
  /** The queue or topic. */
  readonly source: string;
  /** Those of who sent it, as they came: text or bytes. */
  readonly traceparent?: unknown;
  readonly tracestate?: unknown;
}

/**
 * Calls `fn` once and returns its result. It lasts until `fn` returned or its promise settled; a throw or rejection makes it an error
 * and goes on unchanged. A fault in `describe` leaves the call untimed.
 */
export function runJob<T>(
  hook: Hook,
  describe: () => Job,
  fn: (...args: never[]) => T,
  self: unknown,
  args: ArrayLike<unknown>,
): T {
  const transaction = hook.try(() => {
    const job = describe();
    const begun = hook.host.begin(job.name);
    if (begun === undefined) return undefined;
    begun.details = { kind: 'job', route: job.source } satisfies TransactionDetails;
    if (job.traceparent !== undefined)
      begun.trace = parseTraceparent(
        String(job.traceparent),
        job.tracestate === undefined ? undefined : String(job.tracestate),
      );
    return begun;
  });
  return transaction === undefined ? Reflect.apply(fn, self, args) : callTransaction(transaction, fn, self, args);
}

/** An answer that is waited for until its time is over or whoever asked is gone. */
import { cancel, cancelled, overrun, type StopFlag, tooLong } from './query-stop.ts';

interface Bounds {
  readonly timeoutMs: number;
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Settles as `answer`, or rejects with CARPY_CANCELLED or CARPY_TIMEOUT before it does; then `onEnd` is called with what tells the query's
 * flag why.
 */
export function within<T>(
  answer: Promise<T>,
  { timeoutMs, signal }: Bounds,
  onEnd: (tell: (flag: StopFlag) => void) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      done();
      reject(cancelled());
      onEnd(cancel);
    };
    const timer = setTimeout(() => {
      done();
      reject(tooLong(timeoutMs));
      onEnd(overrun);
    }, timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort);
    answer.then(
      (value) => {
        done();
        resolve(value);
      },
      (e: unknown) => {
        done();
        reject(e);
      },
    );
  });
}

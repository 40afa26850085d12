/**
 * One region's data: fetched when its address changes and at each flush of a live range, shown from the cache while it is
 * fetched again, aborted when nobody waits. The region decides what to draw for each state; a failure to refresh never takes away
 * what was there, but the answer to another question goes: under the new one it would be read as its answer.
 */
import { type Accessor, batch, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { liveHeld } from '../state/live-hold.ts';
import { AnswerCache } from './answer-cache.ts';
import type { ApiFailure } from './api-error.ts';
import { type Fetched, fetchJson } from './fetch-json.ts';
import { flushes } from './live-stream.ts';

export interface QueryRequest<T> {
  /** Same key, same question: what is cached under. */
  readonly key: string;
  /** Same subject, other range or filter: what stands stays until the new answer is there. */
  readonly subject: string;
  /** True asks again after each flush. */
  readonly live: boolean;
  readonly load: (signal: AbortSignal) => Promise<Fetched<T>>;
}

export interface Query<T> {
  readonly answer: Accessor<T | undefined>;
  readonly failure: Accessor<ApiFailure | undefined>;
  readonly loading: Accessor<boolean>;
  /** When the answer that stands came, epoch ms. */
  readonly answeredAtMs: Accessor<number>;
  /** True where the answer that stands should be fresh: live, and not stopped by the user. */
  readonly live: Accessor<boolean>;
  readonly retry: () => void;
}

const cache = new AnswerCache(40);

/** The request of an address. */
export const get =
  <T>(url: string): ((signal: AbortSignal) => Promise<Fetched<T>>) =>
  (signal) =>
    fetchJson<T>(url, signal);

export function createQuery<T>(asked: Accessor<QueryRequest<T> | undefined>): Query<T> {
  // A filter being typed, or another order of the rows, is a change of the view and no other question.
  const request = createMemo(asked, undefined, {
    equals: (a, b) => a?.key === b?.key && a?.subject === b?.subject && a?.live === b?.live,
  });
  const key = createMemo(() => request()?.key);
  const [answer, setAnswer] = createSignal<T | undefined>();
  const [failure, setFailure] = createSignal<ApiFailure | undefined>();
  const [loading, setLoading] = createSignal(false);
  const [answeredAtMs, setAnsweredAtMs] = createSignal(0);
  let abort: AbortController | undefined;
  let subject: string | undefined;
  /** Key of the answer that stands. */
  let answered: string | undefined;
  let fetchedFlush = untrack(flushes).number;

  const load = async (wanted: QueryRequest<T>): Promise<void> => {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    fetchedFlush = untrack(flushes).number;
    setLoading(true);
    let fetched: Fetched<T>;
    try {
      fetched = await wanted.load(mine.signal);
    } catch {
      // Aborted: a newer request has taken over, or the page is gone.
      return;
    }
    if (abort !== mine) return;
    batch(() => {
      setLoading(false);
      if (fetched.ok) {
        const atMs = Date.now();
        cache.set(wanted.key, { answer: fetched.answer, atMs });
        setFailure(undefined);
        setAnswer(() => fetched.answer);
        setAnsweredAtMs(atMs);
        answered = wanted.key;
      } else {
        if (answered !== wanted.key) setAnswer(undefined);
        setFailure(fetched.failure);
      }
    });
  };

  createEffect(
    on(key, () => {
      const wanted = untrack(request);
      if (wanted === undefined) {
        abort?.abort();
        return;
      }
      batch(() => {
        const cached = cache.get(wanted.key);
        if (cached !== undefined) {
          setAnswer(() => cached.answer as T);
          setAnsweredAtMs(cached.atMs);
          answered = wanted.key;
          setFailure(undefined);
        } else if (subject !== wanted.subject) {
          setAnswer(undefined);
          setFailure(undefined);
        }
        subject = wanted.subject;
        void load(wanted);
      });
    }),
  );

  // One effect for both: a flush that came while the page was held is caught up when it is let go.
  createEffect(() => {
    const { number } = flushes();
    const wanted = request();
    if (wanted?.live === true && !liveHeld() && number !== fetchedFlush) untrack(() => void load(wanted));
  });

  onCleanup(() => abort?.abort());

  return {
    answer,
    failure,
    loading,
    answeredAtMs,
    live: () => request()?.live ?? false,
    retry: () => {
      const wanted = untrack(request);
      if (wanted !== undefined) void load(wanted);
    },
  };
}

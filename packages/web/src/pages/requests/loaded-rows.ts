/** All pages of the list that were loaded, as one list that grows at its end and takes in what is new at each refresh. */
import type { RecordsPage } from '@carpy/api';
import { type Accessor, batch, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import type { ApiFailure } from '../../data/api-error.ts';
import { fetchJson } from '../../data/fetch-json.ts';
import { nextRecordsUrl, type RecordsQuestion } from '../../data/record-requests.ts';
import { type LoadedRows, refreshed, withNextPage } from './merge-rows.ts';

export interface GrowingRows {
  readonly rows: Accessor<LoadedRows>;
  /** True while the next page is on its way. */
  readonly growing: Accessor<boolean>;
  /** Why the next page did not come. */
  readonly failure: Accessor<ApiFailure | undefined>;
  /** Loads the next page, if there is one and none is on its way. */
  readonly grow: () => void;
}

const none: LoadedRows = { rows: [], cursor: null };

export function growingRows(
  app: Accessor<string>,
  question: Accessor<RecordsQuestion>,
  first: Accessor<RecordsPage>,
): GrowingRows {
  const [loaded, setLoaded] = createSignal<LoadedRows>(none);
  const [growing, setGrowing] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | undefined>();
  let shown = '';
  let abort: AbortController | undefined;
  const asked = (): string => JSON.stringify([app(), question()]);

  createEffect(
    on(first, (page) => {
      const fresh: LoadedRows = { rows: page.rows ?? [], cursor: page.cursor };
      const now = untrack(asked);
      // Another question's rows are no part of this list.
      batch(() => {
        setLoaded((before) => (now === shown ? refreshed(before, fresh, untrack(question).order) : fresh));
        if (now !== shown) {
          abort?.abort();
          setGrowing(false);
          setFailure(undefined);
        }
      });
      shown = now;
    }),
  );
  onCleanup(() => abort?.abort());

  const grow = async (): Promise<void> => {
    const { cursor } = untrack(loaded);
    if (cursor === null || untrack(growing)) return;
    const mine = new AbortController();
    abort = mine;
    setGrowing(true);
    try {
      const fetched = await fetchJson<RecordsPage>(
        untrack(() => nextRecordsUrl(app(), question(), cursor)),
        mine.signal,
      );
      if (abort !== mine || mine.signal.aborted) return;
      batch(() => {
        if (fetched.ok) {
          const { rows, cursor: next } = fetched.answer;
          setLoaded((before) => withNextPage(before, rows ?? [], next));
        }
        setFailure(fetched.ok ? undefined : fetched.failure);
        setGrowing(false);
      });
    } catch {
      // Aborted: another question is asked, or the page is gone.
    }
  };
  return { rows: loaded, growing, failure, grow: () => void grow() };
}

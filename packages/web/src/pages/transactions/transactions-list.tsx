import type { TransactionsAnswer } from '@carpy/api';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { SpreadStrip, spreadDomain } from '../../chart/index.ts';
import { heldOrder } from '../../components/held-order.ts';
import { keyedRows } from '../../components/keyed-rows.ts';
import { MiddleCut } from '../../components/middle-cut.tsx';
import { formatInteger } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { changeView, view } from '../../router/navigation.ts';
import { type SortKey, sortKeys } from '../../state/view-query.ts';
import { spreadOf } from '../series.ts';
import { barOf, figureOf, filtered, isUnmatched, ranked, sortLabels } from './ranking.ts';

export interface TransactionsListProps {
  readonly answer: TransactionsAnswer;
  /** Segment of the open one. */
  readonly open: string | undefined;
}

/** Rows drawn at most; the filter reaches the others. A browser's layout is what this protects. */
const MOST_ROWS = 500;

/** All transactions of the app, ranked, with a filter. Walking it opens each beside it. */
export function TransactionsList(props: TransactionsListProps): JSX.Element {
  const [hovered, setHovered] = createSignal(false);
  const sort = (): SortKey => view().sort;
  const matching = createMemo(() => filtered(ranked(props.answer.rows, sort()), view().q));
  const ordered = heldOrder(
    matching,
    (row) => row.transaction,
    hovered,
    () => `${props.answer.app} ${sort()} ${view().q}`,
  );
  const rows = keyedRows(
    () => ordered().slice(0, MOST_ROWS),
    (row) => row.transaction,
  );
  const domain = createMemo(() => spreadDomain(props.answer.rows.map((row) => spreadOf(row.totals))));
  let list!: HTMLDivElement;
  createEffect(
    on(
      () => props.open,
      () => list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }),
    ),
  );
  return (
    <>
      <div class="bar">
        <div class="with-key">
          <input
            type="search"
            data-page-filter
            aria-keyshortcuts="/"
            placeholder={`Filter ${formatInteger(props.answer.rows.length)} ${props.answer.rows.length === 1 ? 'name' : 'names'}`}
            aria-label="Filter transactions"
            spellcheck={false}
            autocomplete="off"
            value={view().q}
            onInput={(event) => changeView({ q: event.currentTarget.value }, { replace: true })}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              changeView({ q: '' }, { replace: true });
              event.currentTarget.blur();
            }}
          />
          <span class="key" aria-hidden="true">
            /
          </span>
        </div>
        <select
          class="pick"
          aria-label="Order"
          onChange={(event) => {
            const chosen = sortKeys.find((key) => key === event.currentTarget.value);
            if (chosen !== undefined) changeView({ sort: chosen }, { replace: true });
          }}
        >
          <For each={sortKeys}>
            {(key) => (
              <option value={key} selected={key === sort()}>
                {sortLabels[key]}
              </option>
            )}
          </For>
        </select>
      </div>
      <div class="names" ref={list} onPointerEnter={() => setHovered(true)} onPointerLeave={() => setHovered(false)}>
        <For each={rows()}>
          {({ row }) => (
            <Link
              to={{ page: 'transactions', app: props.answer.app, transaction: row().transaction }}
              keepView
              aria-current={row().transaction === props.open ? 'true' : undefined}
              title={row().display}
              data-row={props.open === undefined ? '' : 'open'}
              classList={{ grey: isUnmatched(row()) }}
            >
              <MiddleCut name={row().display} />
              <span class="num">{figureOf(row(), sort())}</span>
              <span class="share" aria-hidden="true">
                <i style={{ width: `${barOf(row(), sort(), props.answer.rows) * 100}%` }} />
              </span>
              <SpreadStrip {...spreadOf(row().totals)} domain={domain()} width={96} />
            </Link>
          )}
        </For>
        <Show when={matching().length === 0 && props.answer.rows.length > 0}>
          <p class="hint">
            0 of {formatInteger(props.answer.rows.length)} match.{' '}
            <button type="button" class="as-link" onClick={() => changeView({ q: '' }, { replace: true })}>
              Clear the filter
            </button>
          </p>
        </Show>
        <Show when={matching().length > MOST_ROWS}>
          <p class="hint">
            The first {MOST_ROWS} of {formatInteger(matching().length)}. Filter to see others.
          </p>
        </Show>
      </div>
    </>
  );
}

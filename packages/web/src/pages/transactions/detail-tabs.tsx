import type { TransactionAnswer } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { formatCount, formatInteger } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';
import type { TransactionTab } from '../../state/view-query.ts';
import { requestsPlace } from '../request-links.ts';
import { requestQuery } from '../request-query.ts';
import { slowCountOf } from './slow-count.ts';

const tabs: readonly { readonly key: TransactionTab; readonly label: string }[] = [
  { key: 'time', label: 'Time' },
  { key: 'slow', label: 'Slow requests' },
  { key: 'errors', label: 'Errors' },
];

/** Sections of a transaction's page, as links; the last one leads to its requests. */
export function DetailTabs(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const totals = (): TransactionAnswer['totals'] => props.answer.totals;
  const countOf = (key: TransactionTab): number | undefined =>
    ({ time: undefined, slow: slowCountOf(totals()), errors: totals().errorCount })[key];
  const counted = (count: number): JSX.Element => (
    <span class="n num" title={formatInteger(count)}>
      {formatCount(count)}
    </span>
  );
  return (
    <nav class="tabs" aria-label={`Sections of ${props.answer.display}`}>
      <For each={tabs}>
        {(tab) => (
          <Link
            to={{ page: 'transactions', app: props.answer.app, transaction: props.answer.transaction }}
            view={{ tab: tab.key, durations: '' }}
            keepView
            replace
            aria-current={view().tab === tab.key ? 'page' : undefined}
          >
            {tab.label}
            <Show when={countOf(tab.key) !== undefined}> {counted(countOf(tab.key) ?? 0)}</Show>
          </Link>
        )}
      </For>
      <Link
        {...requestsPlace({
          app: props.answer.app,
          q: requestQuery({ transaction: props.answer.display }),
          order: 'slowest',
        })}
      >
        Requests {counted(totals().count)}
        <span aria-hidden="true"> ›</span>
      </Link>
    </nav>
  );
}

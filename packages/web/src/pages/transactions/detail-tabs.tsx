import type { TransactionAnswer } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { formatCount, formatInteger } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';
import type { TransactionTab } from '../../state/view-query.ts';
import { requestsPlace } from '../request-links.ts';
import { requestQuery } from '../request-query.ts';
import { slowCountOf } from './slow-count.ts';

/** Sections of a transaction's page, as links; the last one leads to its requests. */
export function DetailTabs(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const totals = (): TransactionAnswer['totals'] => props.answer.totals;
  const tabs = (): readonly { readonly key: TransactionTab; readonly label: string; readonly count?: number }[] => [
    { key: 'time', label: 'Time' },
    { key: 'slow', label: 'Slow requests', count: slowCountOf(totals()) },
    { key: 'errors', label: 'Errors', count: totals().errorCount },
  ];
  const counted = (count: number): JSX.Element => (
    <span class="n num" title={formatInteger(count)}>
      {formatCount(count)}
    </span>
  );
  return (
    <nav class="tabs" aria-label={`Sections of ${props.answer.display}`}>
      <For each={tabs()}>
        {(tab) => (
          <Link
            to={{ page: 'transactions', app: props.answer.app, transaction: props.answer.transaction }}
            view={{ tab: tab.key, durations: '' }}
            keepView
            replace
            aria-current={view().tab === tab.key ? 'page' : undefined}
          >
            {tab.label}
            <Show when={tab.count !== undefined}> {counted(tab.count ?? 0)}</Show>
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

import type { OverviewAnswer } from '@carpy/api';
import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { Spark, SpreadStrip, spreadDomain } from '../../chart/index.ts';
import { heldOrder } from '../../components/held-order.ts';
import { keyedRows } from '../../components/keyed-rows.ts';
import { ShareBar } from '../../components/share-bar.tsx';
import {
  formatApdex,
  formatDuration,
  formatInteger,
  formatPercent,
  formatRateNumber,
  noValue,
  rateUnit,
} from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { errorShareOf, perSecondOf, spreadOf } from '../series.ts';

/** The ten transactions that most of the time goes into. */
export function TransactionsTable(props: { readonly answer: OverviewAnswer }): JSX.Element {
  const [hovered, setHovered] = createSignal(false);
  const ordered = heldOrder(
    () => props.answer.transactions,
    (row) => row.transaction,
    hovered,
    () => props.answer.app,
  );
  const rows = keyedRows(ordered, (row) => row.transaction);
  const domain = createMemo(() => spreadDomain(props.answer.transactions.map((row) => spreadOf(row.totals))));
  const unit = () => rateUnit(props.answer.transactions.map((row) => perSecondOf(row.totals)));
  return (
    <section
      class="card scroll fit"
      aria-label="Transactions"
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <header>
        <h2>Transactions</h2>
        <span class="unit">by total time</span>
      </header>
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th class="hide">Share of time</th>
            <th class="r hide">{unit()}</th>
            <th class="r">p95</th>
            <th class="hide">Lower, median, p95, upper</th>
            <th class="hide">p95 in this range</th>
            <th class="r">Errors</th>
            <th class="r hide">Apdex</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {({ row }) => (
              <tr classList={{ grey: row().transaction === 'unmatched' }}>
                <td>
                  <Link
                    to={{ page: 'transactions', app: props.answer.app, transaction: row().transaction }}
                    title={row().display}
                    data-row=""
                  >
                    {row().display}
                  </Link>
                </td>
                <td class="hide">
                  <ShareBar share={row().share} color={row().transaction === 'unmatched' ? 'rest' : 'accent'} />
                </td>
                <td class="r num hide">{formatRateNumber(perSecondOf(row().totals), unit())}</td>
                <td class="r num">{formatDuration(row().totals.p95Ms)}</td>
                <td class="hide">
                  <SpreadStrip {...spreadOf(row().totals)} domain={domain()} />
                </td>
                <td class="hide">
                  <Spark values={row().p95} />
                </td>
                <td
                  class="r num"
                  title={`${formatInteger(row().totals.errorCount)} of ${formatInteger(row().totals.count)}`}
                >
                  {formatPercent(errorShareOf(row().totals))}
                </td>
                <td class="r num hide">
                  {row().totals.apdex.score === null ? noValue : formatApdex(row().totals.apdex.score)}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Link class="more" to={{ page: 'transactions', app: props.answer.app }}>
        {props.answer.transactionCount > props.answer.transactions.length
          ? `All ${formatInteger(props.answer.transactionCount)} transactions`
          : 'Compare transactions'}
      </Link>
    </section>
  );
}

import type { OverviewAnswer } from '@carpy/api';
import type { JSX } from 'solid-js';
import { ratesOf } from '../../chart/index.ts';
import { StatTile } from '../../components/stat-tile.tsx';
import {
  formatAgo,
  formatApdex,
  formatDuration,
  formatInteger,
  formatPercent,
  formatPlainDuration,
  formatRate,
  rateUnit,
} from '../../format/index.ts';
import { nowMs } from '../../state/clock.ts';
import { errorShareOf, errorShares, perSecondOf, thresholdWords } from '../series.ts';

/** The five figures of the range. */
export function Tiles(props: { readonly answer: OverviewAnswer }): JSX.Element {
  const totals = () => props.answer.totals;
  const counts = (): (number | null)[] =>
    props.answer.ok.count.map((ok, slot) => {
      const error = props.answer.error.count[slot] ?? null;
      return ok === null && error === null ? null : (ok ?? 0) + (error ?? 0);
    });
  const perSecond = (): number => perSecondOf(totals()) ?? 0;
  const reporting = (): number => props.answer.servers.filter((s) => s.reporting).length;
  const satisfied = (): string => {
    const { satisfied, tolerating, frustrated } = totals().apdex;
    const all = satisfied + tolerating + frustrated;
    return all === 0
      ? 'no request counted'
      : `${formatPercent(satisfied / all)} satisfied, ${formatPercent(frustrated / all)} frustrated`;
  };
  return (
    <section class="tiles" aria-label="Figures of this range">
      <StatTile
        label="Requests"
        value={formatRate(perSecond(), rateUnit([perSecond()]))}
        note={`${formatInteger(totals().count)} in this range`}
        spark={ratesOf(counts(), props.answer.grid)}
      />
      <StatTile
        label="Errors"
        value={formatPercent(errorShareOf(totals()))}
        note={`${formatInteger(totals().errorCount)} of ${formatInteger(totals().count)} requests`}
        spark={errorShares(props.answer.ok.count, props.answer.error.count)}
        color="error"
      />
      <StatTile
        label="p95"
        value={formatDuration(totals().p95Ms)}
        note={`median ${formatDuration(totals().medianMs)}, p99 ${formatDuration(totals().p99Ms)}`}
        spark={props.answer.ok.upper_95}
      />
      <StatTile
        label="Apdex"
        qualifier={thresholdWords(totals().apdex.thresholdMs, formatPlainDuration)}
        value={formatApdex(totals().apdex.score)}
        note={satisfied()}
        spark={props.answer.apdex.score}
        max={1}
      />
      <StatTile
        label="Servers"
        value={`${reporting()} of ${props.answer.servers.length} reporting`}
        note={`newest data ${formatAgo(props.answer.lastPointMs === null ? null : Math.max(0, nowMs() - props.answer.lastPointMs))}`}
      />
    </section>
  );
}

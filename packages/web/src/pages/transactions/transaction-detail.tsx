import type { TransactionAnswer } from '@carpy/api';
import { type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { LatePart } from '../../components/late-part.tsx';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';
import {
  formatApdex,
  formatDuration,
  formatInteger,
  formatPercent,
  formatPlainDuration,
  formatRate,
  rateUnit,
} from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { EmptyRange } from '../empty-range.tsx';
import { errorShareOf, perSecondOf, thresholdWords } from '../series.ts';
import { ServersTable } from '../servers/servers-table.tsx';
import { DetailTabs } from './detail-tabs.tsx';
import { TimeTab } from './time-tab.tsx';

const SlowTab = lazy(() => import('./slow-tab.tsx'));
const ErrorsTab = lazy(() => import('./errors-tab.tsx'));

const SCATTER_PX = 320;

/** One transaction: what its time goes into, how slow, how often, how well. */
export function TransactionDetail(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const totals = () => props.answer.totals;
  const unit = () => rateUnit([perSecondOf(totals())]);
  return (
    <div class="page-part">
      <div class="title">
        <h1 title={props.answer.display}>{props.answer.display}</h1>
        <p class="facts">
          p95 <b>{formatDuration(totals().p95Ms)}</b> · <b>{formatRate(perSecondOf(totals()), unit())}</b> · errors{' '}
          <b title={`${formatInteger(totals().errorCount)} of ${formatInteger(totals().count)}`}>
            {formatPercent(errorShareOf(totals()))}
          </b>{' '}
          · Apdex <b>{formatApdex(totals().apdex.score)}</b>{' '}
          {thresholdWords(totals().apdex.thresholdMs, formatPlainDuration)}
        </p>
      </div>
      <Show
        when={totals().count > 0}
        fallback={<EmptyRange range={props.answer.range} lastPointMs={props.answer.lastPointMs} />}
      >
        <DetailTabs answer={props.answer} />
        <Switch>
          <Match when={view().tab === 'time'}>
            <TimeTab answer={props.answer} />
          </Match>
          <Match when={view().tab === 'slow'}>
            <LatePart subject="the slow requests" skeleton={<SkeletonChart height={SCATTER_PX} />}>
              <SlowTab answer={props.answer} />
            </LatePart>
          </Match>
          <Match when={view().tab === 'errors'}>
            <LatePart subject="the errors" skeleton={<SkeletonRows count={5} />}>
              <ErrorsTab answer={props.answer} />
            </LatePart>
          </Match>
        </Switch>
      </Show>
      <ServersTable
        app={props.answer.app}
        servers={props.answer.servers}
        unit={`figures of ${props.answer.display} alone`}
      />
    </div>
  );
}

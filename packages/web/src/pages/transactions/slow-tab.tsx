/** Single requests of a transaction by time and duration: those that the agents kept. */
import type { RecordPointsAnswer, TransactionAnswer } from '@carpy/api';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { durationsWords } from '../../chart/heatmap-words.ts';
import { ChartCard, ChartTabs } from '../../chart/index.ts';
import { Scatter } from '../../chart/scatter.tsx';
import type { Brush } from '../../chart/scatter-brush.ts';
import { pointsOf } from '../../chart/scatter-points.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonChart } from '../../components/skeletons.tsx';
import { createQuery } from '../../data/query.ts';
import { pointsRequest } from '../../data/record-requests.ts';
import { formatInteger, formatPlainDuration } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { changeView, hrefOf, view } from '../../router/navigation.ts';
import { type Durations, formatDurations, parseDurations } from '../../state/durations.ts';
import { zoomTo } from '../../state/range.ts';
import { previousRange } from '../../state/range-actions.ts';
import { RecordsOff } from '../records-off.tsx';
import { openRequest, requestsPlace } from '../request-links.ts';
import { requestQuery } from '../request-query.ts';

const HEIGHT_PX = 320;
const PHONE_HEIGHT_PX = 240;

const scales = [
  { key: 'log', label: 'Logarithmic' },
  { key: 'linear', label: 'Linear' },
] as const;

export default function SlowTab(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const durations = createMemo(() => parseDurations(view().durations));
  const q = (): string => requestQuery({ transaction: props.answer.display, ...durations() });
  const query = createQuery(() => pointsRequest(props.answer.app, props.answer.transaction, { ...view(), q: q() }));
  return (
    <Region
      query={query}
      subject={`the requests of ${props.answer.display}`}
      skeleton={<SkeletonChart height={HEIGHT_PX} />}
    >
      {(points) => (
        <Show
          when={points().kept > 0 || points().seen > 0 || durations() !== undefined}
          fallback={
            <RecordsOff
              title="No single request is kept of this range"
              why="The agents of this app send numbers alone. With request records on, the slowest requests, all errors and a sample of the others are kept, with what they did."
            />
          }
        >
          <Kept answer={props.answer} points={points()} q={q()} durations={durations()} />
        </Show>
      )}
    </Region>
  );
}

function Kept(props: {
  readonly answer: TransactionAnswer;
  readonly points: RecordPointsAnswer;
  readonly q: string;
  readonly durations: Durations | undefined;
}): JSX.Element {
  const [scale, setScale] = createSignal<'log' | 'linear'>('log');
  const points = createMemo(() => pointsOf(props.points));
  const lines = createMemo(() => {
    const { thresholdMs } = props.answer.totals.apdex;
    if (thresholdMs === null) return [];
    return [
      { ms: thresholdMs, label: `T = ${formatPlainDuration(thresholdMs)}` },
      { ms: thresholdMs * 4, label: `4 T = ${formatPlainDuration(thresholdMs * 4)}` },
    ];
  });
  const brush = ({ time, durations }: Pick<Brush, 'time' | 'durations'>): void =>
    changeView({
      ...(time === null ? {} : zoomTo(time.fromMs, time.toMs, Date.now(), props.answer.grid.stepS * 1000)),
      ...(durations === null ? {} : { durations: formatDurations(durations) }),
    });
  const cut = (): boolean => props.points.matched > props.points.ids.length;
  return (
    <ChartCard
      title="Single requests"
      unit="by start and duration; drag to zoom"
      tabs={<ChartTabs label="Scale" tabs={scales} value={scale()} onChange={setScale} />}
    >
      <Show
        when={props.points.matched > 0 || props.durations === undefined}
        fallback={
          <EmptyState title={`None of them took ${durationsWords(props.durations ?? { overMs: null, untilMs: null })}`}>
            <div class="actions">
              <button type="button" class="pick plain" onClick={() => changeView({ durations: '' })}>
                Show all durations
              </button>
            </div>
          </EmptyState>
        }
      >
        <Scatter
          title="Single requests"
          points={points()}
          grid={props.answer.grid}
          annotations={props.answer.annotations}
          log={scale() === 'log'}
          lines={lines()}
          height={innerWidth <= 760 ? PHONE_HEIGHT_PX : HEIGHT_PX}
          empty="None was kept in this range"
          onBrush={brush}
          onZoomOut={previousRange}
          onOpen={openRequest}
          hrefOf={(id) => hrefOf({ page: 'request', id })}
        />
      </Show>
      <p class="totals slow-note">
        <span>
          kept <b class="num">{formatInteger(props.points.matched)}</b>
          <Show when={props.durations === undefined} fallback=" within these bounds">
            {' '}
            of <b class="num">{formatInteger(Math.max(props.points.matched, props.answer.totals.count))}</b>
          </Show>
          <Show when={cut()}>
            ; drawn are <b class="num">{formatInteger(props.points.ids.length)}</b> of them, taken evenly
          </Show>
        </span>
        <Show when={props.durations}>
          {(bounds) => (
            <span class="chip">
              {durationsWords(bounds())}
              <button type="button" aria-label="Show all durations" onClick={() => changeView({ durations: '' })}>
                ×
              </button>
            </span>
          )}
        </Show>
        <Link {...requestsPlace({ app: props.answer.app, q: props.q, order: 'slowest' })}>
          As a list, slowest first
        </Link>
      </p>
    </ChartCard>
  );
}

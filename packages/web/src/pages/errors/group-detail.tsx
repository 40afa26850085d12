import type { Annotation, ErrorGroupAnswer } from '@carpy/api';
import { createMemo, type JSX, Show } from 'solid-js';
import { gridOfBuckets } from '../../chart/buckets.ts';
import { ChartCard, HereContext, StackedBarsChart } from '../../chart/index.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { annotationsRequest } from '../../data/annotation-requests.ts';
import { createQuery } from '../../data/query.ts';
import { formatAgo, formatMoment, formatPercent, formatPlainDuration } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { previousRange, zoomOf } from '../../state/range-actions.ts';
import { hereErrors } from '../here-content.ts';
import { GroupActions } from './group-actions.tsx';
import { shownState } from './group-changes.ts';
import { GroupChips } from './group-chips.tsx';
import { GroupLatest } from './group-latest.tsx';
import { GroupPlaces, placeRows } from './group-places.tsx';
import { GroupSamples } from './group-samples.tsx';
import { countHint, countWords, stateWords } from './group-words.ts';

export interface GroupDetailProps {
  readonly answer: ErrorGroupAnswer;
  readonly answeredAtMs: number;
  readonly onChanged: () => void;
}

export function GroupDetail(props: GroupDetailProps): JSX.Element {
  const group = () => props.answer.group;
  const state = () => shownState(group(), props.answeredAtMs);
  const message = (): string => group().pattern || group().message;
  return (
    <div class="page-part">
      <div class="group-title">
        <div>
          <h1>
            <span class="bad">{group().type}</span> <span class="wrap">{message()}</span>
          </h1>
          <p class="second">
            <Show when={state() !== 'open'}>
              <span class="chip">{stateWords[state()]}</span>
            </Show>
            <GroupChips group={group()} />
            <Show when={group().culprit}>{(culprit) => <code class="faint">{culprit()}</code>}</Show>
          </p>
        </div>
        <div class="group-buttons">
          <CopyButton label="Copy link" text={() => location.href} />
          <GroupActions group={group()} answeredAtMs={props.answeredAtMs} onChanged={props.onChanged} />
        </div>
      </div>
      <Figures answer={props.answer} />
      <div class="two">
        <Trend answer={props.answer} />
        <GroupPlaces group={group()} />
      </div>
      <GroupLatest answer={props.answer} />
      <GroupSamples answer={props.answer} />
    </div>
  );
}

function Figures(props: { readonly answer: ErrorGroupAnswer }): JSX.Element {
  const group = () => props.answer.group;
  const seen = (atMs: number): JSX.Element => (
    <b title={formatMoment(atMs, nowMs(), 'second')}>{formatAgo(Math.max(0, nowMs() - atMs))}</b>
  );
  return (
    <dl class="figures">
      <div title={countHint(group().exact)}>
        <dt>In this range</dt>
        <dd>
          <b>{countWords(group().count, group().exact)}</b>
        </dd>
      </div>
      <div>
        <dt>Of all requests</dt>
        <dd>
          <b>{formatPercent(group().shareOfRequests)}</b>
        </dd>
      </div>
      <div>
        <dt>First seen</dt>
        <dd>
          {seen(group().firstSeenMs)}
          <Show when={group().firstVersion}>{(version) => <small class="num">{version()}</small>}</Show>
        </dd>
      </div>
      <div>
        <dt>Last seen</dt>
        <dd>
          {seen(group().lastSeenMs)}
          <Show when={group().lastVersion}>{(version) => <small class="num">{version()}</small>}</Show>
        </dd>
      </div>
    </dl>
  );
}

function Trend(props: { readonly answer: ErrorGroupAnswer }): JSX.Element {
  const marks = createQuery<readonly Annotation[]>(() => annotationsRequest(props.answer.group.app, view()));
  const grid = createMemo(() => gridOfBuckets(props.answer, props.answer.group.trend.length));
  /** Beside its places it is about as tall as they are. */
  const height = (): number =>
    innerWidth > 1200 ? Math.min(320, Math.max(188, 50 + 28 * placeRows(props.answer.group))) : 188;
  return (
    <ChartCard title="Trend" unit={`errors of this group, each ${formatPlainDuration(grid().stepS * 1000)}`}>
      <HereContext.Provider
        value={(span) =>
          hereErrors(props.answer.group.app, `error:${props.answer.group.fingerprint}`, span, marks.answer() ?? [])
        }
      >
        <StackedBarsChart
          title="Trend"
          grid={grid()}
          layers={[{ key: 'errors', label: 'errors', values: props.answer.group.trend, color: 'error' }]}
          annotations={marks.answer() ?? []}
          height={innerWidth <= 760 ? 140 : height()}
          legend={false}
          empty="None in this range"
          onZoom={zoomOf(() => grid().stepS)}
          onZoomOut={previousRange}
        />
      </HereContext.Provider>
    </ChartCard>
  );
}

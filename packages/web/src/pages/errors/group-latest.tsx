import type { ErrorGroupAnswer, RecordDetailAnswer } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { StackTrace } from '../../components/stack-trace.tsx';
import { formatDuration, formatMoment, formatTime } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';

/** The newest error of a group that is kept: its stack, its request, what was logged. */
export function GroupLatest(props: { readonly answer: ErrorGroupAnswer }): JSX.Element {
  return (
    <Show
      when={props.answer.latest}
      fallback={
        <EmptyState title="No sample of this range is kept">
          <p>
            The group was seen, but none of its records in this range is there any more. A wider range may have one.
          </p>
        </EmptyState>
      }
    >
      {(latest) => (
        <section class="card latest" aria-label="Latest sample">
          <header>
            <h2>Latest sample</h2>
            <span class="unit">
              {formatMoment(latest().record.startMs, Date.now(), 'ms')} on {latest().record.server}
              <Show when={latest().record.version}>{(version) => <>, version {version()}</>}</Show>
            </span>
            <Link class="more end" to={{ page: 'request', id: latest().record.id }}>
              Open this request
            </Link>
          </header>
          <StackTrace
            type={latest().record.error?.type ?? props.answer.group.type}
            message={latest().record.error?.message ?? props.answer.group.message}
            frames={latest().frames}
            {...(latest().record.error?.stack === undefined ? {} : { text: latest().record.error?.stack ?? '' })}
          />
          <div class="half">
            <RequestFacts latest={latest()} />
            <Logs latest={latest()} />
          </div>
        </section>
      )}
    </Show>
  );
}

function RequestFacts(props: { readonly latest: RecordDetailAnswer }): JSX.Element {
  const facts = (): readonly (readonly [string, string])[] => {
    const { record } = props.latest;
    const of = (name: string, value: string | number | undefined): readonly (readonly [string, string])[] =>
      value === undefined ? [] : [[name, String(value)]];
    return [
      ...of('Transaction', record.transaction),
      ...of('Duration', record.durationMs === undefined ? undefined : formatDuration(record.durationMs)),
      ...of('Method', record.method),
      ...of('Status', record.status),
      ...of('Request id', record.requestId),
      ...of('Trace id', record.traceId),
      ...Object.entries(record.context).map(([key, value]) => [key, String(value)] as const),
    ];
  };
  return (
    <div>
      <h3>Request</h3>
      <dl class="kv">
        <For each={facts()}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd class="num wrap">{value}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

function Logs(props: { readonly latest: RecordDetailAnswer }): JSX.Element {
  return (
    <div>
      <h3>Log lines</h3>
      <ol class="logs">
        <For
          each={props.latest.record.logs}
          fallback={<li class="faint">No line at warn or above was logged in this request.</li>}
        >
          {(log) => (
            <li>
              <span class="num faint">{formatTime(log.atMs, 'ms')}</span>
              <span class={`level ${log.level}`}>{log.level}</span>
              <span class="wrap num">{log.message}</span>
            </li>
          )}
        </For>
      </ol>
    </div>
  );
}

import type { RecordDetailAnswer } from '@carpy/api';
import { segment, timedSegment } from '@carpy/core';
import { For, type JSX, Show } from 'solid-js';
import { CopyButton } from '../../components/copy-button.tsx';
import { StackTrace } from '../../components/stack-trace.tsx';
import { formatMoment, nbsp } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { termOf } from '../../state/query-term.ts';
import { absoluteRange } from '../../state/range.ts';
import { CausesLine } from './causes-line.tsx';
import { curlOf, jsonOf } from './copies.ts';
import { detailFacts } from './detail-facts.ts';
import { LogLines } from './log-lines.tsx';
import { nameOf, statusWord } from './row-words.ts';
import { Timeline } from './timeline.tsx';

const AROUND_MS = 30_000;

/** All that is kept of one request: beside the list, or as a page. */
export function RequestDetail(props: { readonly answer: RecordDetailAnswer; readonly link: string }): JSX.Element {
  const record = () => props.answer.record;
  const app = (): string => segment(record().app);
  const status = () => {
    const level = record().logs[0]?.level;
    return statusWord({ ...record(), ...(level === undefined ? {} : { level }) });
  };
  /** A line of a log has no other name than its text. */
  const line = (): string => (record().kind === 'log' ? (record().logs[0]?.message ?? '') : '');
  const name = (): string => nameOf({ ...record(), message: line() });
  /** For links that look at a time around it. */
  const around = () =>
    absoluteRange(record().startMs - AROUND_MS, record().startMs + (record().durationMs ?? 0) + AROUND_MS);
  return (
    <div class="request-detail">
      <h2 class="request-title">
        <span class={`pill num ${status().tone}`}>{status().text}</span>
        <Show when={record().method}>{(method) => <span class="num">{method()}</span>}</Show>
        <span class="wrap">{name()}</span>
      </h2>
      <p class="request-when">
        <span class="num">{formatMoment(record().startMs, Date.now(), 'ms')}</span> on {record().server}
        <Show when={record().version}>{(version) => <> · version {version()}</>}</Show>
        <Show when={(record().weight ?? 1) > 1.5}>
          {' '}
          ·{' '}
          <span title="It was picked evenly: it stands for about as many requests like it">
            stands for ≈{nbsp}
            {Math.round(record().weight ?? 1)}
          </span>
        </Show>
      </p>
      <CausesLine record={record()} />
      <Show when={record().durationMs !== undefined}>
        <Timeline record={record() as ReturnType<typeof record> & { readonly durationMs: number }} />
      </Show>
      <Show when={record().error}>
        {(error) => (
          <section aria-label="Error" class="request-error">
            <StackTrace
              type={error().type}
              message={error().message}
              frames={props.answer.frames}
              {...(error().stack === undefined ? {} : { text: error().stack })}
            />
          </section>
        )}
      </Show>
      <Show when={record().logs.length > 1 || name() !== line()}>
        <LogLines logs={record().logs} startMs={record().kind === 'log' ? undefined : record().startMs} />
      </Show>
      <dl class="request-facts">
        <For each={detailFacts(record())}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd class="num">{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={(record().redacted ?? 0) > 0}>
        <p class="faint hint-line">The server took {record().redacted} places out of its texts, for privacy.</p>
      </Show>
      <nav class="request-links" aria-label="More like it">
        <Show when={record().transaction}>
          {(transaction) => (
            <>
              <Link
                to={{ page: 'requests', app: app() }}
                view={{ q: termOf('transaction', transaction()) }}
                title={`Requests of ${transaction()}`}
              >
                Same transaction
              </Link>
              <Link to={{ page: 'transactions', app: app(), transaction: timedSegment(transaction()) }}>
                Its charts
              </Link>
            </>
          )}
        </Show>
        <Link
          to={{ page: 'requests', app: app() }}
          view={{ ...around(), q: termOf('server', record().server) }}
          title={`What else ${record().server} did then`}
        >
          ± 30 s on {record().server}
        </Link>
        <Show when={record().traceId}>
          {(trace) => (
            <Link to={{ page: 'requests', app: app() }} view={{ ...around(), q: termOf('trace', trace()) }}>
              Same trace
            </Link>
          )}
        </Show>
        <Show when={record().fingerprint}>
          {(fingerprint) => (
            <Link to={{ page: 'errors', app: app(), fingerprint: fingerprint() }}>Its error group</Link>
          )}
        </Show>
      </nav>
      <div class="actions">
        <Show when={curlOf(record())}>{(curl) => <CopyButton label="Copy as curl" text={curl} />}</Show>
        <CopyButton label="Copy JSON" text={() => jsonOf(record())} />
        <CopyButton label="Copy link" text={() => props.link} />
      </div>
    </div>
  );
}

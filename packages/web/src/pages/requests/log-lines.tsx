import type { RecordLog } from '@carpy/core';
import { For, type JSX, Show } from 'solid-js';
import { formatDuration, formatTime } from '../../format/index.ts';
import { statusWord } from './row-words.ts';

export interface LogLinesProps {
  readonly logs: readonly RecordLog[];
  /** Epoch ms of the request: lines then say how long after. */
  readonly startMs: number | undefined;
}

/** Lines that the app logged meanwhile. */
export function LogLines(props: LogLinesProps): JSX.Element {
  const when = (atMs: number): string =>
    props.startMs === undefined ? formatTime(atMs, 'ms') : `+${formatDuration(Math.max(0, atMs - props.startMs))}`;
  return (
    <Show when={props.logs.length > 0}>
      <section class="log-lines" aria-label="Log">
        <h3>Log</h3>
        <ol>
          <For each={props.logs}>
            {(line) => (
              <li>
                <span class="num faint" title={formatTime(line.atMs, 'ms')}>
                  {when(line.atMs)}
                </span>
                <span class={`pill num ${statusWord({ kind: 'log', level: line.level }).tone}`}>{line.level}</span>
                <span class="num wrap">{line.message}</span>
              </li>
            )}
          </For>
        </ol>
      </section>
    </Show>
  );
}

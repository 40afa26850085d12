import type { OverviewAnswer } from '@carpy/api';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { flushInterval } from '../../data/live-stream.ts';
import {
  formatAge,
  formatApdex,
  formatDecimals,
  formatDuration,
  formatMoment,
  formatPercent,
  formatRate,
  nbsp,
  rateUnit,
} from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { nowMs } from '../../state/clock.ts';
import { sentenceOf } from './sentence.ts';
import type { SentencePart } from './sentence-parts.ts';

function Part(props: { readonly app: string; readonly part: SentencePart }): JSX.Element {
  const part = props.part;
  const figure = (words: string, bad = false): JSX.Element => (
    <span class="num" classList={{ bad }}>
      {words}
    </span>
  );
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'transaction':
      return <Link to={{ page: 'transactions', app: props.app, transaction: part.transaction }}>{part.display}</Link>;
    case 'server':
      return <Link to={{ page: 'servers', app: props.app }}>{part.display}</Link>;
    case 'function':
      return <strong>{part.display}</strong>;
    case 'deploy':
      return <strong title={formatMoment(part.whenMs)}>deploy {part.version}</strong>;
    case 'duration':
      return figure(formatDuration(part.ms), part.bad);
    case 'span':
      return figure(formatAge(part.ms));
    case 'share':
      return figure(formatPercent(part.share), part.bad);
    case 'times':
      return figure(`${formatDecimals(part.factor, part.factor < 10 ? 1 : 0)}${nbsp}×`);
    case 'moment':
      return figure(formatMoment(part.atMs));
    case 'rate':
      return figure(formatRate(part.perSecond, rateUnit([part.perSecond])));
    case 'apdex':
      return figure(formatApdex(part.score), part.bad);
  }
}

/** The first words of the page: is it well, and if not, what, since when, where. */
export function SentenceLine(props: { readonly answer: OverviewAnswer }): JSX.Element {
  // Ages change the words too, but nobody needs that each second.
  const tenSeconds = createMemo(() => Math.floor(nowMs() / 10_000));
  const sentence = createMemo(() => sentenceOf(props.answer, (tenSeconds() + 1) * 10_000, flushInterval()), undefined, {
    equals: (a, b) => a.rule === b.rule && JSON.stringify(a.parts) === JSON.stringify(b.parts),
  });
  // A part that says the same as before keeps its element, and so a link the focus.
  const parts = createMemo<readonly SentencePart[]>((before) =>
    sentence().parts.map((part, at) => {
      const old = before?.[at];
      return old !== undefined && JSON.stringify(old) === JSON.stringify(part) ? old : part;
    }),
  );
  // Without requests the page says so by itself, with a way out.
  return (
    <Show when={sentence().mood !== 'idle'}>
      <p class="sentence">
        <Show when={sentence().mood === 'bad'}>
          <span class="bad" role="img" aria-label="Needs attention:">
            ◆
          </span>{' '}
        </Show>
        <For each={parts()}>{(part) => <Part app={props.answer.app} part={part} />}</For>
      </p>
    </Show>
  );
}

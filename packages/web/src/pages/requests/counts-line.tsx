import type { RecordsPage } from '@carpy/api';
import { type JSX, Show } from 'solid-js';
import { Popover } from '../../components/popover.tsx';
import { formatEstimate, formatInteger, formatPercent } from '../../format/index.ts';

/** How many requests there were, how many of them are kept, and how many match: what is estimated is marked so. */
export function CountsLine(props: { readonly page: RecordsPage; readonly filtered: boolean }): JSX.Element {
  // Minutes are counted when they are over, and the range may begin within one: what is kept was seen in any case.
  const seen = (): number => Math.max(props.page.seen, props.page.kept);
  const sampled = (): boolean => props.page.kept < seen();
  const matched = (): number => props.page.matched ?? 0;
  const estimated = (): number | null =>
    props.page.estimated !== null && props.page.estimated !== props.page.matched ? props.page.estimated : null;
  return (
    <p class="counts" aria-live="off">
      <Show when={props.filtered}>
        <b class="num">{props.page.approximate ? formatEstimate(matched()) : formatInteger(matched())}</b> match
        <Show when={props.page.approximate}> (counted in an even part of them)</Show>
        <Show when={estimated()}>
          {(count) => (
            <span title="Each kept request stands for as many as were seen for one kept like it">
              {' '}
              (of <b class="num">{formatEstimate(count())}</b> requests)
            </span>
          )}
        </Show>
        <span class="faint"> · </span>
      </Show>
      seen <b class="num">{formatInteger(seen())}</b>, kept <b class="num">{formatInteger(props.page.kept)}</b>{' '}
      <Show when={sampled()}>
        <Popover
          class="sampled"
          label={`Sampled, ${formatPercent(props.page.kept / seen())} kept: what does that mean?`}
          trigger={<>sampled {formatPercent(props.page.kept / seen())}</>}
        >
          {() => <SampledHelp />}
        </Popover>
      </Show>
    </p>
  );
}

function SampledHelp(): JSX.Element {
  return (
    <div class="help">
      <p>
        Not every request is kept. Of each transaction and minute the agent sends all errors (100 at most), the slowest,
        and a few picked evenly; how many there were is counted exactly.
      </p>
      <p>
        Numbers marked <b>≈</b> are estimates: each kept request stands for the requests that it was picked from.
        Numbers without the mark count what is kept. Charts of the other pages are made of every request.
      </p>
      <p class="faint">
        How many are kept is set in the app: <code>records: {'{ errors, slowest, sample }'}</code>.
      </p>
    </div>
  );
}

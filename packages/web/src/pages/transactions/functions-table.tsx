import type { FunctionRow, TransactionAnswer } from '@carpy/api';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { stackLayers } from '../../chart/index.ts';
import { keyedRows } from '../../components/keyed-rows.ts';
import { ShareBar } from '../../components/share-bar.tsx';
import { formatDecimals, formatDuration, formatInteger, formatPercent, noValue } from '../../format/index.ts';
import { type ColorToken, cssColor } from '../../theme/index.ts';
import { callsLevel } from './calls-level.ts';

export interface FunctionsTableProps {
  readonly answer: TransactionAnswer;
  /** Function under the pointer, here or in the chart. */
  readonly highlight: string | null;
  readonly onHighlight: (key: string | null) => void;
}

/** What the time of one transaction goes into, function by function. */
export function FunctionsTable(props: FunctionsTableProps): JSX.Element {
  const rows = keyedRows(
    () => props.answer.functions,
    (row) => row.function,
  );
  const colors = createMemo(
    () => new Map<string, ColorToken>(stackLayers(props.answer.stack).map((layer) => [layer.key, layer.color])),
  );
  const isOwn = (row: FunctionRow): boolean => row.function === '_own' || row.function.endsWith('._own');
  /** Nested functions show in the band of the direct child that they ran in. */
  const bandOf = (row: FunctionRow): string => {
    for (const key of colors().keys()) if (row.function === key || row.function.startsWith(`${key}.`)) return key;
    return row.function === '_own' ? '_own' : '_rest';
  };
  const colorOf = (row: FunctionRow): ColorToken => colors().get(bandOf(row)) ?? 'rest';
  const errorShare = (row: FunctionRow): number | null => (row.calls === 0 ? null : row.errorCount / row.calls);
  return (
    <section class="card scroll fit functions" aria-label="Functions">
      <header>
        <h2>What the time goes into</h2>
        <span class="unit">average per request; inclusive time adds what a function calls itself</span>
      </header>
      <table>
        <thead>
          <tr>
            <th>Function</th>
            <th class="r">Calls/req</th>
            <th class="r hide">Mean ok</th>
            <th class="r hide roomy">Mean of errors</th>
            <th class="r hide">Errors</th>
            <th class="r hide roomy">Total</th>
            <th>Share</th>
            <th class="r hide roomy">Self</th>
            <th class="r">Inclusive</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {({ row }) => (
              <tr
                classList={{ lit: props.highlight !== null && props.highlight === bandOf(row()) && row().depth === 0 }}
                onPointerEnter={() => props.onHighlight(bandOf(row()))}
                onPointerLeave={() => props.onHighlight(null)}
              >
                <td>
                  <span class="function" style={{ 'padding-left': `${row().depth * 16}px` }} title={row().display}>
                    <i
                      class="sw"
                      classList={{ hatched: isOwn(row()), inner: row().depth > 0 }}
                      style={{ 'background-color': cssColor(colorOf(row())) }}
                    />
                    {isOwn(row()) ? 'own time' : row().display}
                  </span>
                </td>
                <td class="r num">
                  <Show when={!isOwn(row())}>
                    <span
                      class={`calls ${callsLevel(row().callsPerRequest, row().share)}`}
                      title={
                        callsLevel(row().callsPerRequest, row().share) === 'usual'
                          ? `${formatInteger(row().calls)} calls`
                          : `${formatInteger(row().calls)} calls: more than ${callsLevel(row().callsPerRequest, row().share) === 'many' ? 10 : 20} a request, and over 10 % of the time`
                      }
                    >
                      {formatDecimals(row().callsPerRequest, row().callsPerRequest < 0.1 ? 2 : 1)}
                    </span>
                  </Show>
                </td>
                <td class="r num hide">{isOwn(row()) ? '' : formatDuration(row().meanOkMs)}</td>
                <td class="r num hide roomy">{isOwn(row()) ? '' : formatDuration(row().meanErrorMs)}</td>
                <td class="r num hide" title={`${formatInteger(row().errorCount)} of ${formatInteger(row().calls)}`}>
                  {isOwn(row()) ? '' : row().calls === 0 ? noValue : formatPercent(errorShare(row()))}
                </td>
                <td class="r num hide roomy">{formatDuration(row().totalMs)}</td>
                <td>
                  <ShareBar share={row().share} color={colorOf(row())} />
                </td>
                <td class="r num hide roomy">{formatDuration(row().selfPerRequestMs)}</td>
                <td class="r num">{formatDuration(row().inclusivePerRequestMs)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.answer.parallel}>
        <p class="totals">
          Children ran in parallel: together the areas exceed the mean, which is drawn as a line over them.
        </p>
      </Show>
    </section>
  );
}

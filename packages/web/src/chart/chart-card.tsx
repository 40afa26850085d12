import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { CardContext } from './card-context.ts';
import type { ChartCardProps, ChartTabsProps } from './types.ts';

/** A chart with its name, its unit, its tabs, and the button that shows its numbers as a table. */
export function ChartCard(props: ChartCardProps): JSX.Element {
  const [table, setTable] = createSignal(false);
  const titleId = createUniqueId();
  return (
    <CardContext.Provider value={{ table, setTable }}>
      <section class={`chart-card ${props.class ?? ''}`} aria-labelledby={titleId}>
        <header>
          <h2 id={titleId}>{props.title}</h2>
          <Show when={props.unit}>
            <span class="chart-unit">{props.unit}</span>
          </Show>
          <div class="chart-actions">
            {props.tabs}
            <Show when={props.table !== false}>
              <button
                type="button"
                class="chart-icon"
                aria-pressed={table()}
                aria-label={`${props.title} as a table`}
                title={table() ? 'Show the chart (b)' : 'Show as a table (b)'}
                onClick={() => setTable(!table())}
              >
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                  <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6" />
                </svg>
              </button>
            </Show>
            {props.menu}
          </div>
        </header>
        {props.children}
        <Show when={props.totals}>
          <p class="chart-totals">{props.totals}</p>
        </Show>
      </section>
    </CardContext.Provider>
  );
}

/** Views of one chart; one is always pressed. */
export function ChartTabs<Key extends string>(props: ChartTabsProps<Key>): JSX.Element {
  return (
    <fieldset class="chart-tabs" aria-label={props.label}>
      <For each={props.tabs}>
        {(tab) => (
          <button type="button" aria-pressed={props.value === tab.key} onClick={() => props.onChange(tab.key)}>
            {tab.label}
          </button>
        )}
      </For>
    </fieldset>
  );
}

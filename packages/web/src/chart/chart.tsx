/** The chart that TimeChart, StackedChart and BarsChart are forms of: figure, plot or table, legend, keys, speech. */
import { createSignal, createUniqueId, type JSX, onCleanup, Show, useContext } from 'solid-js';
import { coverageNote, slotTitle } from './caption.ts';
import { CardContext } from './card-context.ts';
import { type ChartProps, chartState } from './chart-state.ts';
import { deploysWithin } from './deploys.ts';
import { slotSpan } from './grid.ts';
import { Legend } from './legend.tsx';
import { Surface } from './surface.tsx';
import { TableTwin } from './table-twin.tsx';
import { tooltipRows } from './tooltip-rows.ts';

/** Nobody can follow more than one sentence a second. */
const speechPauseMs = 1000;
const defaultHeightPx = 200;

export function Chart(props: ChartProps): JSX.Element {
  const captionId = createUniqueId();
  let figure!: HTMLElement;
  const state = chartState(props);
  const card = useContext(CardContext);
  const [ownTable, setOwnTable] = createSignal(false);
  const table = (): boolean => card?.table() ?? ownTable();
  const height = (): number => props.height ?? defaultHeightPx;

  const toggleTable = (): void => {
    const shown = !table();
    if (card === undefined) setOwnTable(shown);
    else card.setTable(shown);
    // The focus was in what has just gone.
    queueMicrotask(() => figure.querySelector<HTMLElement>('.chart-table, .chart-plot')?.focus());
  };

  const [spoken, setSpoken] = createSignal('');
  let speechTimer: ReturnType<typeof setTimeout> | undefined;
  let spokenAtMs = 0;
  const speak = (slot: number): void => {
    clearTimeout(speechTimer);
    const say = (): void => {
      spokenAtMs = Date.now();
      const values = tooltipRows(state.shown(), slot).rows.map((row) => `${row.label} ${state.format()(row.value)}`);
      const note = coverageNote(props.grid, slot, state.states()[slot]);
      const deploys = deploysWithin(props.annotations ?? [], slotSpan(props.grid, slot));
      setSpoken([slotTitle(props.grid, slot), ...(note === undefined ? [] : [note]), ...deploys, ...values].join(', '));
    };
    speechTimer = setTimeout(say, Math.max(0, spokenAtMs + speechPauseMs - Date.now()));
  };
  onCleanup(() => clearTimeout(speechTimer));

  const press = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const selected = state.selected();
    if (event.key === 'b') toggleTable();
    else if (table()) return false;
    else if (event.key === 'Enter' && selected !== null) state.zoom(selected);
    else if (event.key === 'Escape' && (state.mine() || selected !== null)) state.clear();
    else {
      const slot = state.step(event.key, event.shiftKey);
      if (slot === null) return false;
      speak(slot);
    }
    return true;
  };
  /** Keys that mean something here must not reach the page's own. */
  const keys = (event: KeyboardEvent): void => {
    if (!press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const picture = (): JSX.Element => (
    <div
      class="chart-plot"
      role="img"
      aria-labelledby={captionId}
      aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight Enter Escape b"
      tabindex="0"
      style={{ height: `${height()}px` }}
      onKeyDown={keys}
      onBlur={() => state.mine() && state.clear()}
    >
      <Surface chart={props} state={state} height={height()} />
    </div>
  );
  const numbers = (): JSX.Element => (
    <TableTwin
      title={props.title}
      grid={props.grid}
      series={state.shown()}
      states={state.states()}
      format={state.format()}
      height={height()}
      onKeyDown={keys}
    />
  );
  return (
    <figure class="chart" ref={figure}>
      <figcaption id={captionId} class="chart-hidden">
        {props.loading === true ? `${props.title}: loading` : state.caption()}
      </figcaption>
      <Show
        when={props.loading !== true}
        fallback={<div class="chart-skeleton" style={{ height: `${height()}px` }} aria-hidden="true" />}
      >
        <Show when={table()} fallback={picture()}>
          {numbers()}
        </Show>
      </Show>
      <span class="chart-hidden" aria-live="polite">
        {spoken()}
      </span>
      <Show when={props.loading !== true && (props.legend ?? state.series().length > 1) !== false}>
        <Legend
          compact={props.legend === 'compact'}
          series={state.series()}
          states={state.states()}
          slot={state.slot()}
          hidden={state.hidden()}
          highlight={state.highlight()}
          format={state.format()}
          onHidden={state.setHidden}
          onHighlight={state.lookAt}
        />
      </Show>
    </figure>
  );
}

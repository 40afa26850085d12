/** The chart that TimeChart, StackedChart and BarsChart are forms of: figure, plot or table, legend, keys, speech. */
import { createUniqueId, type JSX, Show, useContext } from 'solid-js';
import { coverageNote, slotTitle } from './caption.ts';
import { type ChartProps, chartState } from './chart-state.ts';
import { deploysWithin } from './deploys.ts';
import { slotSpan } from './grid.ts';
import { HereContext } from './here-context.ts';
import { HereMenu } from './here-menu.tsx';
import { Legend } from './legend.tsx';
import { createSpeech } from './speech.ts';
import { Surface } from './surface.tsx';
import { createTableToggle } from './table-toggle.ts';
import { TableTwin } from './table-twin.tsx';
import { tooltipRows } from './tooltip-rows.ts';

const defaultHeightPx = 200;

export function Chart(props: ChartProps): JSX.Element {
  const captionId = createUniqueId();
  let figure!: HTMLElement;
  const state = chartState(props);
  const [table, toggleTable] = createTableToggle(() => figure);
  const here = useContext(HereContext);
  let openHere: (slot: number) => void = () => undefined;
  const height = (): number => props.height ?? defaultHeightPx;

  const [spoken, say] = createSpeech();
  const speak = (slot: number): void =>
    say(() => {
      const values = tooltipRows(state.shown(), slot).rows.map((row) => `${row.label} ${state.format()(row.value)}`);
      const note = coverageNote(props.grid, slot, state.states()[slot]);
      const deploys = deploysWithin(props.annotations ?? [], slotSpan(props.grid, slot));
      return [slotTitle(props.grid, slot), ...(note === undefined ? [] : [note]), ...deploys, ...values].join(', ');
    });

  const press = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const selected = state.selected();
    if (event.key === 'b') toggleTable();
    else if (table()) return false;
    else if (event.key === 'Enter' && selected !== null) state.zoom(selected);
    else if (event.key === 'Enter' && here !== undefined && state.mine() && state.slot() !== null)
      openHere(state.slot() ?? 0);
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

  const closeHere = (refocus: boolean): void => {
    state.setHere(null);
    if (refocus) figure.querySelector<HTMLElement>('.chart-plot')?.focus();
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
      <Surface
        chart={props}
        state={state}
        height={height()}
        hasHere={here !== undefined}
        onReady={(open) => {
          openHere = open;
        }}
      />
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
      <Show when={state.here()}>
        {(place) => (
          <HereMenu
            title={slotTitle(props.grid, place().slot)}
            content={here?.(slotSpan(props.grid, place().slot)) ?? { items: [], lines: [] }}
            xPx={place().xPx}
            yPx={place().yPx}
            onClose={closeHere}
          />
        )}
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

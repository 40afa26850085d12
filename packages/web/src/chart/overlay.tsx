/** The layers of a chart that are elements: hatches under the canvas; cursor, selection, deploy flags and tooltip over it. */
import type { Annotation, Grid } from '@carpy/api';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { runsOfState, type SlotRun, type SlotState } from './coverage.ts';
import { deployFlags } from './deploys.ts';
import { gridSpan } from './grid.ts';
import type { PlotBox } from './plot.ts';

const percent = (share: number): string => `${(share * 100).toFixed(4)}%`;

/** Left and width of a run of slots. */
const place = (run: SlotRun, slots: number): JSX.CSSProperties => ({
  left: percent(run.from / slots),
  width: percent((run.to - run.from + 1) / slots),
});

export const boxStyle = (box: PlotBox): JSX.CSSProperties => ({
  left: `${box.left}px`,
  top: `${box.top}px`,
  width: `${box.width}px`,
  height: `${box.height}px`,
});

/** "not recorded" needs this much room, CSS pixels; in a tall chart it may stand over its span a little. */
const labelPx = 80;
const leastPx = 24;
const tallPx = 180;

interface CoverageProps {
  readonly grid: Grid;
  readonly states: readonly SlotState[];
  readonly box: PlotBox;
}

/** Spans without recording, and slots with values of which the smaller part was recorded. Under the canvas. */
export function Hatches(props: CoverageProps): JSX.Element {
  const missing = createMemo(() => runsOfState(props.states, 'missing'));
  const partial = createMemo(() => runsOfState(props.states, 'partial'));
  return (
    <div class="chart-under" style={boxStyle(props.box)} aria-hidden="true">
      <For each={missing()}>{(run) => <div class="chart-missing" style={place(run, props.grid.slots)} />}</For>
      <For each={partial()}>{(run) => <div class="chart-partial" style={place(run, props.grid.slots)} />}</For>
    </div>
  );
}

/** Says of spans without recording what they are. Over the canvas, whose grid would strike the words through. */
export function MissingWords(props: CoverageProps): JSX.Element {
  const fits = (run: SlotRun): boolean =>
    ((run.to - run.from + 1) / props.grid.slots) * props.box.width >= (props.box.height >= tallPx ? leastPx : labelPx);
  const runs = createMemo(() => runsOfState(props.states, 'missing').filter(fits));
  return (
    <For each={runs()}>
      {(run) => (
        <div class="chart-missing-words" style={place(run, props.grid.slots)} aria-hidden="true">
          <span>not recorded</span>
        </div>
      )}
    </For>
  );
}

/** A line and a flag where a version went out. */
export function Deploys(props: {
  readonly grid: Grid;
  readonly annotations: readonly Annotation[];
  readonly box: PlotBox;
}): JSX.Element {
  const flags = createMemo(() => deployFlags(props.annotations, gridSpan(props.grid), props.box.width));
  return (
    <For each={flags()}>
      {(flag) => (
        <div class="chart-deploy" classList={{ told: flag.label === null }} style={{ left: percent(flag.at) }}>
          <Show when={flag.label}>
            {(label) => (
              // Near the right end the flag flies to the left, or it would leave the card.
              <span
                class="chart-flag chart-num"
                classList={{ left: (1 - flag.at) * props.box.width < label().length * 6.7 + 10 }}
                title={flag.hover}
              >
                {label()}
              </span>
            )}
          </Show>
        </div>
      )}
    </For>
  );
}

export function Selection(props: {
  readonly run: SlotRun;
  readonly slots: number;
  readonly enough: boolean;
}): JSX.Element {
  return <div class="chart-selection" classList={{ short: !props.enough }} style={place(props.run, props.slots)} />;
}

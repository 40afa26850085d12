import { For, type JSX } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';

const keys: readonly (readonly [keys: string, meaning: string])[] = [
  ['g o', 'Overview'],
  ['g t', 'Transactions'],
  ['g e', 'Errors'],
  ['g r', 'Requests'],
  ['g s', 'Servers'],
  ['t', 'Time range'],
  ['[  ]', 'Half a range earlier, later'],
  ['-', 'Zoom out'],
  ['Backspace', 'Previous range'],
  ['l', 'Live updates on, off'],
  ['/', 'Filter of the page'],
  ['j  k', 'Next, previous row'],
  ['Enter', 'Open'],
  ['→  ←', 'Unfold, fold a row'],
  ['o', 'Open as a page of its own'],
  ['Space', 'Pause, resume live tail'],
  ['Esc', 'Close, clear'],
  ['?', 'This help'],
];

const chartKeys: readonly (readonly [keys: string, meaning: string])[] = [
  ['←  →', 'Move the cursor'],
  ['Shift ←  →', 'Select'],
  ['↑  ↓', 'Heatmap: slower, faster cells; scatter: slower, faster requests'],
  ['Enter', 'Zoom into the selection; else what happened here, or open the request'],
  ['b', 'The same numbers as a table'],
];

export function HelpDialog(props: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  const list = (rows: typeof keys): JSX.Element => (
    <dl class="keys">
      <For each={rows}>
        {([key, meaning]) => (
          <div>
            <dt>
              <For each={key.split('  ')}>{(one) => <kbd>{one}</kbd>}</For>
            </dt>
            <dd>{meaning}</dd>
          </div>
        )}
      </For>
    </dl>
  );
  return (
    <Dialog title="Keys" open={props.open} onClose={props.onClose}>
      {list(keys)}
      <h3>On a chart</h3>
      {list(chartKeys)}
      <p class="hint">
        Drag on a chart to zoom the whole page; double-click goes back. Click a point for what happened there.
      </p>
    </Dialog>
  );
}

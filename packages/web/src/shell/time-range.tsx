import { createSignal, For, type JSX, Show } from 'solid-js';
import { Icon } from '../components/icons.tsx';
import { Popover } from '../components/popover.tsx';
import { firstPointOf, isDefaultRange } from '../data/young-apps.ts';
import { changeView, route, view } from '../router/navigation.ts';
import { appOf } from '../router/routes.ts';
import { nowMs } from '../state/clock.ts';
import { endsNow, presets, type RangeText, readRangeText, youngFrom } from '../state/range.ts';
import { shiftPage, zoomPageOut } from '../state/range-actions.ts';
import { rangeWords } from '../state/range-words.ts';

/** The one range of the page: presets, free text, and the steps around it. */
export function TimeRange(props: { readonly onReady: (open: () => void) => void }): JSX.Element {
  // A young app's default range begins with its first data: the words say what the charts show.
  const shown = (): RangeText => ({
    from: youngFrom(view(), isDefaultRange(view()), firstPointOf(appOf(route())), nowMs()),
    to: view().to,
  });
  const [typed, setTyped] = createSignal('');
  const [fault, setFault] = createSignal(false);
  const choose = (range: RangeText, close: () => void): void => {
    changeView({ from: range.from, to: range.to });
    close();
  };
  return (
    <div class="time-range">
      <button
        type="button"
        class="pick plain wide"
        aria-label="Half a range earlier"
        title="Half a range earlier  ["
        onClick={() => shiftPage(-1)}
      >
        <Icon name="left" />
      </button>
      <Popover
        label="Time range"
        showsValue
        align="end"
        trigger={<span class="ellipsis">{rangeWords(shown(), nowMs())}</span>}
        onReady={props.onReady}
        onOpen={() => {
          setTyped('');
          setFault(false);
        }}
      >
        {(close) => (
          <div class="menu range-menu">
            <form
              onSubmit={(event) => {
                event.preventDefault();
                const range = readRangeText(typed(), Date.now());
                setFault(range === undefined);
                if (range !== undefined) choose(range, close);
              }}
            >
              <label>
                <span>From, or from and to</span>
                <input
                  data-autofocus
                  value={typed()}
                  placeholder="90m   14:00-15:30   2026-01-03"
                  spellcheck={false}
                  autocomplete="off"
                  aria-invalid={fault()}
                  onInput={(event) => {
                    setTyped(event.currentTarget.value);
                    setFault(false);
                  }}
                />
              </label>
              <Show when={fault()}>
                <p class="fault" role="alert">
                  Not a time that carpy knows. Try 90m, yesterday, 14:00-15:30, -3h to -1h or a date.
                </p>
              </Show>
            </form>
            <div class="presets">
              <For each={presets}>
                {(preset) => (
                  <button
                    type="button"
                    aria-pressed={preset.from === view().from && preset.to === view().to}
                    onClick={() => choose(preset, close)}
                  >
                    {preset.label}
                  </button>
                )}
              </For>
            </div>
            <hr />
            <div class="steps">
              <button type="button" onClick={() => shiftPage(-1)}>
                <Icon name="left" /> Earlier
              </button>
              <button type="button" onClick={() => shiftPage(1)} disabled={endsNow(view())}>
                Later <Icon name="right" />
              </button>
              <button type="button" onClick={zoomPageOut}>
                <Icon name="zoomOut" /> Zoom out
              </button>
            </div>
          </div>
        )}
      </Popover>
      <button
        type="button"
        class="pick plain wide"
        aria-label="Half a range later"
        title="Half a range later  ]"
        disabled={endsNow(view())}
        onClick={() => shiftPage(1)}
      >
        <Icon name="right" />
      </button>
      <button type="button" class="pick plain wide" aria-label="Zoom out" title="Zoom out  -" onClick={zoomPageOut}>
        <Icon name="zoomOut" />
      </button>
    </div>
  );
}

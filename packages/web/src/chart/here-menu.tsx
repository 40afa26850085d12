/** A small menu at a place of a chart: what happened there, as links. Escape, a press elsewhere and leaving by Tab close it. */
import { createEffect, createUniqueId, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { markBusy } from './cursor.ts';

export interface HereItem {
  readonly label: string;
  /** At the right: a count. */
  readonly note?: string | undefined;
  readonly href: string;
  /** Opens it without a load; a press with a modifier follows the address. */
  readonly go?: () => void;
}

export interface HereContent {
  readonly items: readonly HereItem[];
  /** What is no link: deploys. */
  readonly lines: readonly string[];
}

export interface HereMenuProps {
  /** "14:05–14:06", and what else says where. */
  readonly title: string;
  readonly content: HereContent;
  /** Within the figure, CSS pixels. */
  readonly xPx: number;
  readonly yPx: number;
  /** `refocus`: the focus goes back to the plot. */
  readonly onClose: (refocus: boolean) => void;
}

export function HereMenu(props: HereMenuProps): JSX.Element {
  let panel!: HTMLDivElement;
  const titleId = createUniqueId();
  onMount(() => {
    const owner = Symbol('here');
    markBusy(owner, true);
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !panel.contains(event.target)) props.onClose(false);
    };
    // In the capture phase: a press on the plot closes this one before it opens the next.
    document.addEventListener('pointerdown', outside, true);
    onCleanup(() => {
      markBusy(owner, false);
      document.removeEventListener('pointerdown', outside, true);
    });
  });
  createEffect(() => {
    // Beside the place, and never out of the figure: so a second press of a double click falls on the plot.
    const { xPx, yPx } = props;
    const figure = panel.offsetParent;
    const roomPx = figure instanceof HTMLElement ? figure.clientWidth : 0;
    const widthPx = panel.offsetWidth;
    const right = xPx + 10 + widthPx <= roomPx;
    panel.style.left = `${Math.max(0, right ? xPx + 10 : xPx - 10 - widthPx)}px`;
    panel.style.top = `${yPx + 10}px`;
    (panel.querySelector<HTMLElement>('a') ?? panel).focus({ preventScroll: true });
  });
  const step = (by: number): void => {
    const links = [...panel.querySelectorAll<HTMLElement>('a')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[(at + by + links.length) % links.length]?.focus();
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') props.onClose(true);
    else if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const follow = (event: MouseEvent, item: HereItem): void => {
    if (item.go === undefined || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.onClose(false);
    item.go();
  };
  return (
    <div
      ref={panel}
      class="here-menu"
      role="dialog"
      aria-labelledby={titleId}
      tabindex="-1"
      onKeyDown={keys}
      onFocusOut={(event) => {
        if (event.relatedTarget instanceof Node && !panel.contains(event.relatedTarget)) props.onClose(false);
      }}
    >
      <p id={titleId} class="chart-num">
        {props.title}
      </p>
      <For each={props.content.items}>
        {(item) => (
          <a href={item.href} onClick={(event) => follow(event, item)}>
            <span>{item.label}</span>
            <Show when={item.note}>
              <b class="chart-num">{item.note}</b>
            </Show>
          </a>
        )}
      </For>
      <For each={props.content.lines}>{(line) => <p class="line">{line}</p>}</For>
    </div>
  );
}

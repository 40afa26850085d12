/** The frame of heatmap and scatter: a plot that takes keys, or its numbers as a table; its caption, and what is spoken while keys move on it. */
import { createUniqueId, type JSX, Show } from 'solid-js';
import { createTableToggle } from './table-toggle.ts';

export interface FieldFigureProps {
  /** States what is found; heard in place of the picture. */
  readonly caption: string;
  /** Of plot and axes, CSS pixels. */
  readonly height: number;
  /** Keys besides those that all have: arrows, Enter, Escape, and b for the table. */
  readonly moreKeys?: string;
  /** Of a key on the plot, without a modifier but Shift: true where it meant something. */
  readonly press: (event: KeyboardEvent) => boolean;
  /** The focus has left the plot. */
  readonly onBlur: () => void;
  readonly spoken: string;
  readonly table: (onKeyDown: (event: KeyboardEvent) => void) => JSX.Element;
  readonly plot: JSX.Element;
  /** Below the plot, or over it: legend, menu. */
  readonly children: JSX.Element;
  readonly ref?: (figure: HTMLElement) => void;
}

export function FieldFigure(props: FieldFigureProps): JSX.Element {
  const captionId = createUniqueId();
  let figure!: HTMLElement;
  const [table, toggleTable] = createTableToggle(() => figure);
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'b') toggleTable();
    else if (table() || !props.press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure
      class="chart"
      ref={(element) => {
        figure = element;
        props.ref?.(element);
      }}
    >
      <figcaption id={captionId} class="chart-hidden">
        {props.caption}
      </figcaption>
      <Show when={!table()} fallback={props.table(keys)}>
        <div
          class="chart-plot"
          role="img"
          aria-labelledby={captionId}
          aria-keyshortcuts={`ArrowLeft ArrowRight ArrowUp ArrowDown ${props.moreKeys ?? ''} Enter Escape b`.replace(
            '  ',
            ' ',
          )}
          tabindex="0"
          style={{ height: `${props.height}px` }}
          onKeyDown={keys}
          onBlur={() => props.onBlur()}
        >
          {props.plot}
        </div>
      </Show>
      <span class="chart-hidden" aria-live="polite">
        {props.spoken}
      </span>
      {props.children}
    </figure>
  );
}

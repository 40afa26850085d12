// biome-ignore-all lint/a11y/useSemanticElements: only those rows exist that are in view, laid out by CSS grid; a table element can't do that
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says by aria-activedescendant at which row
import type { RecordRow } from '@carpy/api';
import {
  children,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  Index,
  type JSX,
  on,
  onCleanup,
  Show,
} from 'solid-js';
import { narrowScreen } from '../../components/narrow-screen.ts';
import { virtualRows } from '../../components/virtual-window.ts';
import { formatDate, formatDuration, formatTime, sameDay, twelveHours } from '../../format/index.ts';
import { hrefOf } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { holdLive } from '../../state/live-hold.ts';
import { failureWords, nameOf, statusWord } from './row-words.ts';

export interface TableKeys {
  /** Moves the cursor by rows, and the focus with it; `open` opens the row that it comes to. */
  readonly step: (rows: number, open: boolean) => void;
  readonly focus: () => void;
  /** The row of the cursor. */
  readonly current: () => RecordRow | undefined;
  readonly toEnd: () => void;
  /** True where the last row is in view. */
  readonly atEnd: () => boolean;
}

export interface RequestsTableProps {
  readonly rows: readonly RecordRow[];
  readonly label: string;
  /** Id of the row that is open. */
  readonly open: string;
  readonly onOpen: (row: RecordRow) => void;
  /** The last rows come into view. */
  readonly onEnd?: () => void;
  /** Somebody moved the cursor, by a key or a click. */
  readonly onCursor?: () => void;
  readonly onReady: (keys: TableKeys) => void;
  /** Given for a list that is refreshed: the pointer holds it, and true keeps what is in view where it is when rows come in above. */
  readonly anchored?: boolean;
  /** After the last row. */
  readonly children?: JSX.Element;
}

const ROW_PX = 28;
const CARD_PX = 56;
/** Rows before the last at which the next page is asked for. */
const AHEAD = 60;

/**
 * Requests, one row each: of any number only those in view are drawn, and their elements are used again. The table has the focus, its
 * cursor is a row: so no row that scrolls away takes the focus with it.
 */
export function RequestsTable(props: RequestsTableProps): JSX.Element {
  const id = createUniqueId();
  const foot = children(() => props.children);
  const rowPx = (): number => (narrowScreen() ? CARD_PX : ROW_PX);
  const [cursor, setCursor] = createSignal('');
  let box!: HTMLDivElement;
  let list!: HTMLDivElement;

  const places = createMemo(() => new Map(props.rows.map((row, place) => [row.id, place] as const)));
  const place = (): number => places().get(cursor()) ?? places().get(props.open) ?? -1;
  const longestMs = createMemo(() => props.rows.reduce((top, row) => Math.max(top, row.durationMs ?? 0), 1));
  const dated = createMemo(() => {
    const [first] = props.rows;
    const last = props.rows.at(-1);
    return [first, last].some((row) => row !== undefined && !sameDay(row.startMs, nowMs()));
  });
  const rows = virtualRows({
    list: () => list,
    box: () => box,
    count: () => props.rows.length,
    rowPx,
    // The page's own bars, and the head of the columns.
    edges: () => (narrowScreen() ? { headPx: 0, footPx: 56 } : { headPx: 28, footPx: 0 }),
  });
  const drawn = (at: number): boolean => at >= rows.window().from && at < rows.window().to;
  const visible = createMemo(() => props.rows.slice(rows.window().from, rows.window().to));

  const moveTo = (row: RecordRow): void => {
    setCursor(row.id);
    props.onCursor?.();
  };
  const step = (by: number, open: boolean): void => {
    if (props.rows.length === 0) return;
    const from = place();
    const next = from < 0 ? (by > 0 ? 0 : props.rows.length - 1) : from + by;
    const to = Math.min(props.rows.length - 1, Math.max(0, next));
    const row = props.rows[to];
    if (row === undefined) return;
    moveTo(row);
    rows.show(to);
    if (open) props.onOpen(row);
  };
  const atEnd = (): boolean => {
    const last = list.getBoundingClientRect().bottom;
    return last - Math.min(box.getBoundingClientRect().bottom, innerHeight) < ROW_PX;
  };
  props.onReady({
    step: (by, open) => {
      step(by, open);
      if (!open) box.focus({ preventScroll: true });
    },
    focus: () => box.focus({ preventScroll: true }),
    current: () => props.rows[place()],
    toEnd: () => {
      if (narrowScreen()) scrollTo(0, document.documentElement.scrollHeight);
      else box.scrollTop = box.scrollHeight;
      rows.measure();
    },
    atEnd,
  });

  createEffect(() => {
    if (rows.window().to >= props.rows.length - AHEAD) props.onEnd?.();
  });
  // New rows on top must not move what is being read.
  let before: { readonly id: string; readonly place: number } | undefined;
  const remember = (): void => {
    const { from } = rows.window();
    const row = props.rows[from];
    before = row === undefined ? undefined : { id: row.id, place: from };
  };
  createEffect(
    on(
      () => props.rows,
      () => {
        const was = before;
        const now = was === undefined ? undefined : places().get(was.id);
        const moved = was === undefined || now === undefined ? 0 : now - was.place;
        if (props.anchored === true && moved !== 0 && rows.topPx() > ROW_PX / 2)
          (narrowScreen() ? document.scrollingElement : box)?.scrollBy(0, moved * rowPx());
        rows.measure();
        remember();
      },
    ),
  );
  createEffect(on(rows.window, remember));
  let release: (() => void) | undefined;
  const hold = (): void => {
    if (props.anchored !== undefined) release ??= holdLive();
  };
  const letGo = (): void => {
    release?.();
    release = undefined;
  };
  onCleanup(letGo);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const screen = Math.max(1, Math.floor(box.clientHeight / rowPx()) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: screen,
      PageUp: -screen,
      Home: -props.rows.length,
      End: props.rows.length,
    };
    const by = moves[event.key];
    const row = props.rows[place()];
    if (by !== undefined) step(by, false);
    else if (event.key === 'Enter' && row !== undefined) props.onOpen(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** The row under the pointer; a link in it is its own. */
  const onClick = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    const element = (event.target as Element).closest<HTMLElement>('[data-place]');
    const row = element === null ? undefined : props.rows[Number(element.dataset['place'])];
    if (row === undefined) return;
    event.preventDefault();
    moveTo(row);
    box.focus({ preventScroll: true });
    props.onOpen(row);
  };
  return (
    <div
      class="requests-table"
      classList={{ dated: dated(), twelve: twelveHours() }}
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={props.rows.length + 1}
      aria-activedescendant={drawn(place()) ? `${id}-${place()}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onPointerEnter={hold}
      onPointerLeave={letGo}
    >
      <div class="req-row head" role="row" aria-rowindex={1}>
        <span role="columnheader">Time</span>
        <span role="columnheader">Status</span>
        <span role="columnheader">Method</span>
        <span role="columnheader">Transaction</span>
        <span role="columnheader">Duration</span>
        <span role="columnheader">Server</span>
        <span role="columnheader">Error</span>
      </div>
      <div class="req-rows" role="rowgroup" ref={list} style={{ height: `${props.rows.length * rowPx()}px` }}>
        <div role="presentation" style={{ translate: `0 ${rows.window().from * rowPx()}px` }}>
          <Index each={visible()}>
            {(row, offset) => (
              <Row
                row={row()}
                id={`${id}-${rows.window().from + offset}`}
                place={rows.window().from + offset}
                longestMs={longestMs()}
                dated={dated()}
                open={row().id === props.open}
                current={rows.window().from + offset === place()}
              />
            )}
          </Index>
        </div>
      </div>
      <Show when={foot()}>
        <div role="row">
          <div role="gridcell">{foot()}</div>
        </div>
      </Show>
    </div>
  );
}

interface RowProps {
  readonly row: RecordRow;
  readonly id: string;
  readonly place: number;
  readonly longestMs: number;
  readonly dated: boolean;
  readonly open: boolean;
  readonly current: boolean;
}

function Row(props: RowProps): JSX.Element {
  const status = createMemo(() => statusWord(props.row));
  return (
    <div
      class="req-row"
      classList={{
        open: props.open,
        current: props.current,
        failed: props.row.outcome === 'error',
        bare: props.row.durationMs === undefined,
      }}
      role="row"
      id={props.id}
      data-place={props.place}
      aria-rowindex={props.place + 2}
      aria-selected={props.open}
    >
      <span role="gridcell" class="req-time num">
        <Show when={props.dated}>
          <small>{formatDate(props.row.startMs)}</small>{' '}
        </Show>
        {formatTime(props.row.startMs, 'ms')}
      </span>
      <span role="gridcell" class="req-status num">
        <span class={`pill ${status().tone}`}>{status().text}</span>
      </span>
      <span role="gridcell" class="req-method num">
        {props.row.method ?? (props.row.kind === 'log' ? 'log' : '')}
      </span>
      <span
        role="gridcell"
        class="req-name ellipsis"
        title={props.row.transaction ?? props.row.route ?? nameOf(props.row)}
      >
        <a href={hrefOf({ page: 'request', id: props.row.id })} tabindex="-1">
          {nameOf(props.row)}
        </a>
      </span>
      <span role="gridcell" class="req-duration">
        <Show when={props.row.durationMs !== undefined}>
          <i class="duration-bar" style={{ '--share': String((props.row.durationMs ?? 0) / props.longestMs) }} />
          <span class="num">{formatDuration(props.row.durationMs)}</span>
        </Show>
      </span>
      <span role="gridcell" class="req-server ellipsis">
        {props.row.server}
      </span>
      <span role="gridcell" class="req-error ellipsis" title={failureWords(props.row)}>
        {failureWords(props.row)}
      </span>
    </div>
  );
}

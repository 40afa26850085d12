import type { ErrorGroupRow } from '@carpy/api';
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { Spark } from '../../chart/index.ts';
import { Icon } from '../../components/icons.tsx';
import { formatAgo, formatMoment, formatPercent } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { nowMs } from '../../state/clock.ts';
import { type ColorToken, cssColor } from '../../theme/index.ts';
import { GroupActions } from './group-actions.tsx';
import { GroupChips } from './group-chips.tsx';
import { GroupTexts } from './group-texts.tsx';
import { countHint, countWords, namesWords } from './group-words.ts';

export interface ErrorRowProps {
  readonly group: ErrorGroupRow;
  readonly answeredAtMs: number;
  /** Top of all sparks: rows can be compared. */
  readonly most: number;
  /** Its hue in the histogram, if it has one. */
  readonly color: ColorToken | undefined;
  readonly lit: boolean;
  readonly onHighlight: (fingerprint: string | null) => void;
  readonly onChanged: () => void;
}

const COLUMNS = 6;

/** One group in the list; unfolded it shows its latest texts. */
export function ErrorRow(props: ErrorRowProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const textsId = createUniqueId();
  let row!: HTMLTableRowElement;
  const ago = (atMs: number): string => formatAgo(Math.max(0, nowMs() - atMs));
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight') setOpen(true);
    else if (event.key === 'ArrowLeft') setOpen(false);
    else return;
    event.preventDefault();
  };
  /** The row leaves the list: the focus goes to the one after it, or before. */
  const leave = (): void => {
    const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const here = rows.findIndex((link) => row.contains(link));
    (rows[here + 1] ?? rows[here - 1])?.focus();
  };
  return (
    <>
      <tr
        ref={row}
        class="group"
        classList={{ open: open(), lit: props.lit }}
        onPointerEnter={() => props.onHighlight(props.color === undefined ? null : props.group.fingerprint)}
        onPointerLeave={() => props.onHighlight(null)}
      >
        <td class="what">
          <div class="error-name">
            <button
              type="button"
              class="ghost"
              aria-expanded={open()}
              aria-controls={textsId}
              aria-label={`Latest texts of ${props.group.type}`}
              title="Latest texts  →"
              onClick={() => setOpen(!open())}
            >
              <Icon name="right" />
            </button>
            <div>
              <p class="first">
                <Show when={props.color}>
                  {(color) => <i class="swatch" style={{ background: cssColor(color()) }} />}
                </Show>
                <Link
                  to={{ page: 'errors', app: props.group.app, fingerprint: props.group.fingerprint }}
                  class="pattern"
                  data-row=""
                  title={props.group.pattern || props.group.type}
                  onKeyDown={keys}
                >
                  {props.group.pattern || props.group.type}
                </Link>
                <GroupChips group={props.group} />
              </p>
              <p class="second">
                <span class="type">{props.group.type}</span>
                <Show when={props.group.culprit}>{(culprit) => <span class="num culprit">{culprit()}</span>}</Show>
                <span class="where" title={namesWords(props.group.transactions, 10)}>
                  {namesWords(props.group.transactions, 1)}
                </span>
              </p>
            </div>
          </div>
        </td>
        <td class="hide">
          <Spark values={props.group.trend} color="error" width={96} max={props.most} />
        </td>
        <td class="r num count" title={countHint(props.group.exact)}>
          {countWords(props.group.count, props.group.exact)}
          <small title="Of all requests">{formatPercent(props.group.shareOfRequests)}</small>
        </td>
        <td class="r num hide" title={formatMoment(props.group.firstSeenMs)}>
          {ago(props.group.firstSeenMs)}
        </td>
        <td class="r num" title={formatMoment(props.group.lastSeenMs)}>
          {ago(props.group.lastSeenMs)}
        </td>
        <td class="r acts">
          <GroupActions
            group={props.group}
            answeredAtMs={props.answeredAtMs}
            compact
            onAct={leave}
            onChanged={props.onChanged}
          />
        </td>
      </tr>
      <Show when={open()}>
        <tr class="texts">
          <td colSpan={COLUMNS} id={textsId}>
            <GroupTexts group={props.group} />
          </td>
        </tr>
      </Show>
    </>
  );
}

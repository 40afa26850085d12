import { createEffect, createMemo, createSignal, createUniqueId, For, type JSX, on, Show } from 'solid-js';
import { Icon } from '../../components/icons.tsx';
import { partsOf, withoutParts } from '../../state/query-parts.ts';
import {
  type Completion,
  completed,
  completionsAt,
  type KnownValues,
  type QueryFault,
  queryFault,
  type Suggestion,
} from './query-help.ts';
import { queryHistory, rememberQuery } from './query-history.ts';

export interface QueryBarProps {
  /** The query that is asked. */
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly known: KnownValues;
  /** At the end of the bar. */
  readonly children?: JSX.Element;
}

/** The query of the request log: completion, the fault under the token that is wrong, and its parts as chips. */
export function QueryBar(props: QueryBarProps): JSX.Element {
  const id = createUniqueId();
  const [draft, setDraft] = createSignal(props.query);
  const [caret, setCaret] = createSignal(0);
  const [open, setOpen] = createSignal(false);
  const [active, setActive] = createSignal(-1);
  const [tried, setTried] = createSignal(false);
  const [scrolled, setScrolled] = createSignal(0);
  let input!: HTMLInputElement;
  let box!: HTMLDivElement;

  createEffect(
    on(
      () => props.query,
      (query) => setDraft(query),
    ),
  );
  const fault = createMemo(() => queryFault(draft()));
  /** The token that is being typed is not finished, and so no fault yet. */
  const shownFault = (): QueryFault | undefined => {
    const wrong = fault();
    if (wrong === undefined || tried() || draft() === props.query) return wrong;
    return wrong.from <= caret() && caret() <= wrong.to ? undefined : wrong;
  };
  const completion = createMemo((): Completion => {
    if (draft().trim() !== '') return completionsAt(draft(), caret(), props.known);
    const before = queryHistory()
      .slice(0, 6)
      .map((query): Suggestion => ({ text: query, label: query, note: 'asked before', whole: true }));
    const fields = completionsAt('', 0, props.known).suggestions;
    return { from: 0, to: draft().length, suggestions: [...before, ...fields] };
  });
  const suggestions = (): readonly Suggestion[] => completion().suggestions;
  const isOpen = (): boolean => open() && suggestions().length > 0;
  createEffect(on(suggestions, () => setActive(-1)));
  createEffect(() => {
    if (isOpen() && active() >= 0) box.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const ask = (query: string): void => {
    setTried(true);
    setOpen(false);
    if (queryFault(query) !== undefined) return;
    rememberQuery(query.trim());
    props.onQuery(query.trim());
  };
  const take = (suggestion: Suggestion): void => {
    const next = completed(draft(), completion(), suggestion);
    setDraft(next.query);
    input.value = next.query;
    input.setSelectionRange(next.caret, next.caret);
    setCaret(next.caret);
    input.focus();
    if (suggestion.whole) ask(next.query);
    else setOpen(true);
  };
  const follow = (): void => {
    setCaret(input.selectionStart ?? input.value.length);
    setScrolled(input.scrollLeft);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = suggestions()[active()];
    if (event.key === 'Escape') {
      // First the list, then what was not asked, then the bar itself.
      if (isOpen()) setOpen(false);
      else if (draft() !== props.query) setDraft(props.query);
      else input.blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen()) setOpen(true);
      else setActive((at) => wrapped(at + (event.key === 'ArrowDown' ? 1 : -1), suggestions().length));
    } else if (event.key === 'Tab' && isOpen() && chosen !== undefined) take(chosen);
    else if (event.key === 'Enter') {
      if (isOpen() && chosen !== undefined) take(chosen);
      else ask(draft());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="query-bar">
      <div class="query-row">
        {/* The list closes when the focus leaves both. */}
        <div
          class="query-box with-key"
          ref={box}
          onFocusOut={(event) => {
            if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) setOpen(false);
          }}
        >
          <Icon name="filter" />
          <div class="query-field">
            <div class="query-marks num" aria-hidden="true" style={{ translate: `${-scrolled()}px 0` }}>
              <Show when={shownFault()}>
                {(wrong) => (
                  <>
                    {draft().slice(0, wrong().from)}
                    <mark>{draft().slice(wrong().from, wrong().to).padEnd(1, ' ')}</mark>
                  </>
                )}
              </Show>
            </div>
            <input
              ref={input}
              class="num"
              role="combobox"
              type="text"
              data-page-filter
              aria-keyshortcuts="/"
              placeholder='status:5xx duration:>500ms "words of an error"'
              aria-label="Query"
              aria-expanded={isOpen()}
              aria-controls={`${id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={isOpen() && active() >= 0 ? `${id}-${active()}` : undefined}
              aria-invalid={shownFault() !== undefined}
              aria-errormessage={`${id}-fault`}
              spellcheck={false}
              autocomplete="off"
              autocapitalize="off"
              maxLength={1000}
              value={draft()}
              onInput={(event) => {
                setDraft(event.currentTarget.value);
                setTried(false);
                setOpen(true);
                follow();
              }}
              onKeyUp={follow}
              onClick={() => {
                follow();
                setOpen(true);
              }}
              onScroll={follow}
              onKeyDown={onKeyDown}
            />
          </div>
          <Show when={draft() !== ''}>
            <button type="button" class="ghost" aria-label="Clear the query" title="Clear" onClick={() => ask('')}>
              <Icon name="close" />
            </button>
          </Show>
          <span class="key" aria-hidden="true">
            /
          </span>
          <Show when={isOpen()}>
            <div class="panel suggestions" role="listbox" id={`${id}-list`} aria-label="Completions">
              <For each={suggestions()}>
                {(suggestion, index) => (
                  // Keys are the combobox's: it keeps the focus.
                  // biome-ignore lint/a11y/useKeyWithClickEvents: see above
                  // biome-ignore lint/a11y/useFocusableInteractive: see above
                  <div
                    role="option"
                    id={`${id}-${index()}`}
                    aria-selected={index() === active()}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={() => take(suggestion)}
                  >
                    <span class="num ellipsis">{suggestion.label}</span>
                    <small class="ellipsis">{suggestion.note}</small>
                  </div>
                )}
              </For>
            </div>
          </Show>
        </div>
        {props.children}
      </div>
      <Show when={shownFault()}>
        {(wrong) => (
          <p class="fault query-fault" id={`${id}-fault`} role="alert" style={{ '--at': String(wrong().from) }}>
            <span aria-hidden="true">▲ </span>
            {wrong().message}
          </p>
        )}
      </Show>
      <Chips query={props.query} onQuery={ask} />
    </div>
  );
}

const wrapped = (at: number, count: number): number => (at < -1 ? count - 1 : at >= count ? -1 : at);

/** The parts of the query, each with a way to take it out. One part alone has the cross of the bar. */
function Chips(props: { readonly query: string; readonly onQuery: (query: string) => void }): JSX.Element {
  const parts = createMemo(() => partsOf(props.query));
  return (
    <Show when={parts().length > 1}>
      <ul class="query-chips" aria-label="Parts of the query">
        <For each={parts()}>
          {(part) => (
            <li class="query-chip" classList={{ negated: part.negated }}>
              <span class="num ellipsis">{part.text}</span>
              <button
                type="button"
                aria-label={`Take out ${part.text}`}
                title="Take out"
                onClick={() => props.onQuery(withoutParts(props.query, [part]))}
              >
                <Icon name="close" />
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

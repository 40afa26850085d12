import type { RecordsPage } from '@carpy/api';
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { showToast } from '../../components/toasts.tsx';
import { apps } from '../../data/known-apps.ts';
import { previewRemoval, type RemovalScope, removeRecords } from '../../data/privacy-requests.ts';
import { formatEstimate, formatInteger, formatMoment, formatPlainDuration, noValue } from '../../format/index.ts';
import { readRangeText, resolveRange } from '../../state/range.ts';

interface Preview {
  readonly scope: RemovalScope;
  readonly page: RecordsPage;
}

/** Takes out the records of a person: find them, look at them, type the name, gone. */
export function PrivacyRemove(props: { readonly retentionMs: number; readonly onRemoved: () => void }): JSX.Element {
  const [app, setApp] = createSignal('');
  const [q, setQ] = createSignal('');
  const [range, setRange] = createSignal('');
  const [fault, setFault] = createSignal('');
  const [preview, setPreview] = createSignal<Preview>();
  const [busy, setBusy] = createSignal(false);
  let abort: AbortController | undefined;
  onCleanup(() => abort?.abort());

  /** The count belongs to what was asked: a change of the question takes it away. */
  const changed = (): void => {
    abort?.abort();
    setPreview(undefined);
    setFault('');
    setBusy(false);
  };
  const scopeOf = (): RemovalScope | undefined => {
    const nowMs = Date.now();
    if (range().trim() === '') return { app: app(), q: q().trim(), fromMs: nowMs - props.retentionMs, toMs: nowMs };
    const read = readRangeText(range(), nowMs);
    const resolved = read === undefined ? undefined : resolveRange(read, nowMs);
    return resolved === undefined ? undefined : { app: app(), q: q().trim(), ...resolved };
  };
  const find = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    changed();
    if (q().trim() === '') {
      setFault('Say which records: an empty query would be all of them.');
      return;
    }
    const scope = scopeOf();
    if (scope === undefined) {
      setFault('The time can’t be read. Try 2026-01-03, yesterday, or 14:00-15:30.');
      return;
    }
    setBusy(true);
    const mine = new AbortController();
    abort = mine;
    try {
      const found = await previewRemoval(scope, mine.signal);
      if (abort !== mine) return;
      setBusy(false);
      if (found.ok) setPreview({ scope, page: found.answer });
      else setFault(found.failure.message);
    } catch {
      // Aborted: the question has changed, or the page is gone.
    }
  };
  const remove = async (scope: RemovalScope): Promise<void> => {
    setBusy(true);
    const removed = await removeRecords(scope);
    setBusy(false);
    if (!removed.ok) {
      setFault(removed.failure.message);
      return;
    }
    setPreview(undefined);
    showToast({ text: `${formatInteger(removed.answer.removed)} records are removed for good.` });
    props.onRemoved();
  };
  return (
    <section class="card remove" aria-label="Remove a person's records">
      <header>
        <h2>Remove a person’s records</h2>
        <span class="unit">for good, out of every file; the audit list keeps that it was done</span>
      </header>
      <form onSubmit={find}>
        <label>
          <span>App</span>
          <select
            class="pick"
            onChange={(event) => {
              setApp(event.currentTarget.value);
              changed();
            }}
          >
            <option value="">All apps</option>
            <For each={apps.answer()?.apps}>{(known) => <option value={known.display}>{known.display}</option>}</For>
          </select>
        </label>
        <label class="wide-field">
          <span>Query</span>
          <input
            value={q()}
            placeholder={'context.user:4711 or "jane doe"'}
            spellcheck={false}
            autocomplete="off"
            aria-invalid={fault() !== ''}
            aria-describedby="remove-fault"
            onInput={(event) => {
              setQ(event.currentTarget.value);
              changed();
            }}
          />
        </label>
        <label>
          <span>Time</span>
          <input
            value={range()}
            placeholder={`all that is kept (${formatPlainDuration(props.retentionMs)})`}
            autocomplete="off"
            onInput={(event) => {
              setRange(event.currentTarget.value);
              changed();
            }}
          />
        </label>
        <button type="submit" class="pick plain" disabled={busy()}>
          {busy() && preview() === undefined ? 'Looking…' : 'Find'}
        </button>
      </form>
      <p class="fault" id="remove-fault" role="alert">
        {fault()}
      </p>
      <Show when={preview()}>
        {(found) => <Found found={found()} busy={busy()} onRemove={() => void remove(found().scope)} />}
      </Show>
    </section>
  );
}

function Found(props: { readonly found: Preview; readonly busy: boolean; readonly onRemove: () => void }): JSX.Element {
  const [typed, setTyped] = createSignal('');
  const count = (): number => props.found.page.matched ?? 0;
  /** Of very many an even part is counted: removed are all. */
  const counted = (): string => (props.found.page.approximate ? formatEstimate(count()) : formatInteger(count()));
  const name = (): string => (props.found.scope.app === '' ? 'all apps' : props.found.scope.app);
  return (
    <Show when={count() > 0} fallback={<p role="status">No record matches.</p>}>
      <p role="status">
        <b>{counted()}</b> {count() === 1 ? 'record matches' : 'records match'}; the latest:
      </p>
      <table>
        <tbody>
          <For each={props.found.page.rows}>
            {(row) => (
              <tr>
                <td class="num">{formatMoment(row.startMs, Date.now(), 'second')}</td>
                <td>{row.app}</td>
                <td>{row.transaction ?? row.level ?? noValue}</td>
                <td class="message ellipsis">{row.message}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <form
        class="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed().trim() === name()) props.onRemove();
        }}
      >
        <label>
          <span>
            Type <b>{name()}</b> to remove them for good
          </span>
          <input value={typed()} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit" class="pick danger" disabled={props.busy || typed().trim() !== name()}>
          {props.busy ? 'Removing…' : `Remove ${counted()} records`}
        </button>
      </form>
    </Show>
  );
}

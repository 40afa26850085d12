/** Requests as they come in: one stream of its own, with its filter at the server. Ends by itself when nobody has looked for a while. */
import type { LiveTailEvents } from '@carpy/api';
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { backoffMs } from './backoff.ts';

export type TailState =
  | { readonly state: 'connecting' | 'open' }
  | { readonly state: 'lost'; readonly retryAtMs: number }
  /** The tab was hidden for long; nothing comes until somebody asks for it. */
  | { readonly state: 'stopped' };

/** A hidden tab's stream is one connection and one filter of the server's. */
export const STOP_AFTER_HIDDEN_MS = 15 * 60_000;

export interface TailStream {
  readonly state: Accessor<TailState>;
  readonly reconnect: () => void;
}

/** `onTail` gets each event; another `url` is another stream, and there is none before the first. */
export function tailStream(
  url: Accessor<string | undefined>,
  onTail: (event: LiveTailEvents['tail']) => void,
): TailStream {
  const [state, setState] = createSignal<TailState>({ state: 'connecting' });
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const close = (): void => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const connect = (): void => {
    close();
    const address = url();
    if (address === undefined) return;
    const opened = new EventSource(address);
    source = opened;
    opened.addEventListener('open', () => {
      failures = 0;
      setState({ state: 'open' });
    });
    opened.addEventListener('tail', (event) => {
      const tail = readTail((event as MessageEvent<string>).data);
      if (tail !== undefined) onTail(tail);
    });
    opened.addEventListener('error', () => {
      if (source !== opened) return;
      close();
      failures++;
      const waitMs = backoffMs(failures, Math.random());
      setState({ state: 'lost', retryAtMs: Date.now() + waitMs });
      retry = setTimeout(connect, waitMs);
    });
  };
  const reconnect = (): void => {
    failures = 0;
    setState({ state: 'connecting' });
    connect();
  };
  const onVisibility = (): void => {
    clearTimeout(hidden);
    if (!document.hidden) return;
    hidden = setTimeout(() => {
      close();
      setState({ state: 'stopped' });
    }, STOP_AFTER_HIDDEN_MS);
  };
  createEffect(on(url, reconnect));
  document.addEventListener('visibilitychange', onVisibility);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(hidden);
    close();
  });
  return { state, reconnect };
}

/** Data that are not ours are skipped. */
function readTail(data: string): LiveTailEvents['tail'] | undefined {
  try {
    const tail = JSON.parse(data) as LiveTailEvents['tail'];
    return Array.isArray(tail.rows) ? tail : undefined;
  } catch {
    return undefined;
  }
}

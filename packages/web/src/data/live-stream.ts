/**
 * The one live connection of this tab: server-sent events from `/api/v1/live`. While it stands nothing polls. A hidden tab
 * closes it (HTTP/1.1 gives six connections a host, and somebody has more tabs than that) and catches up when it is shown.
 * Where it can't be had at all, ticks come at the flush interval instead.
 */
import type { IngestCounts, LiveEvents } from '@carpy/api';
import { type Accessor, createSignal } from 'solid-js';
import { underBase } from '../router/base-path.ts';
import { backoffMs } from './backoff.ts';

export type StreamState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly retryAtMs: number }
  | { readonly state: 'polling' };

export interface Flush {
  /** Counts flushes seen by this tab, so that equal slots still tell. */
  readonly number: number;
  readonly flush: LiveEvents['flush'] | undefined;
}

/** A proxy that holds the stream back never lets `hello` through. */
const HELLO_TIMEOUT_MS = 10_000;
/** Failures in a row, without ever having been open, after which ticks come by the clock. */
const FAILURES_BEFORE_POLLING = 3;

const [streamState, setStreamState] = createSignal<StreamState>({ state: 'connecting' });
const [lastFlush, setLastFlush] = createSignal<Flush>({ number: 0, flush: undefined });
const [ingestCounts, setIngestCounts] = createSignal<IngestCounts | undefined>();
const [flushIntervalMs, setFlushIntervalMs] = createSignal(10_000);

export const stream: Accessor<StreamState> = streamState;
export const flushes: Accessor<Flush> = lastFlush;
/** The newest `ingest` event, if one came. */
export const ingest: Accessor<IngestCounts | undefined> = ingestCounts;
export const flushInterval: Accessor<number> = flushIntervalMs;

let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let pollTimer: ReturnType<typeof setInterval> | undefined;
let failures = 0;
let wasOpen = false;

const tick = (flush?: LiveEvents['flush']): void => {
  setLastFlush((last) => ({ number: last.number + 1, flush }));
};

/** Data that is not JSON is somebody else's stream: skip it. */
function onEvent<K extends keyof LiveEvents>(from: EventSource, name: K, listen: (data: LiveEvents[K]) => void): void {
  from.addEventListener(name, (event) => {
    let data: LiveEvents[K];
    try {
      data = JSON.parse((event as MessageEvent<string>).data) as LiveEvents[K];
    } catch {
      return;
    }
    listen(data);
  });
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
}

function stopPolling(): void {
  clearInterval(pollTimer);
  pollTimer = undefined;
}

function failed(): void {
  close();
  failures++;
  const waitMs = backoffMs(failures, Math.random());
  if (!wasOpen && failures >= FAILURES_BEFORE_POLLING) {
    setStreamState({ state: 'polling' });
    pollTimer ??= setInterval(tick, flushIntervalMs());
  } else {
    setStreamState({ state: 'lost', retryAtMs: Date.now() + waitMs });
  }
  timer = setTimeout(connect, waitMs);
}

function connect(): void {
  close();
  const opened = new EventSource(underBase('api/v1/live'));
  source = opened;
  timer = setTimeout(failed, HELLO_TIMEOUT_MS);
  opened.addEventListener('error', () => {
    if (source === opened) failed();
  });
  onEvent(opened, 'hello', (hello) => {
    clearTimeout(timer);
    stopPolling();
    if (hello.flushIntervalMs > 0) setFlushIntervalMs(hello.flushIntervalMs);
    setStreamState({ state: 'open' });
    // What happened while there was no stream has to be fetched once.
    if (failures > 0 || wasOpen) tick();
    failures = 0;
    wasOpen = true;
  });
  onEvent(opened, 'flush', tick);
  onEvent(opened, 'annotation', () => tick());
  onEvent(opened, 'ingest', setIngestCounts);
}

function follow(): void {
  if (!document.hidden) {
    if (source === undefined) connect();
    return;
  }
  close();
  stopPolling();
}

/** Starts the connection; once a page. */
export function startLiveStream(): void {
  document.addEventListener('visibilitychange', follow);
  follow();
}

/** Tries again at once: the user asked. */
export function reconnectNow(): void {
  connect();
}

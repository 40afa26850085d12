/** What the forwarding thread is told, and what it tells. Flushes and lines come from ingest over a port of their own. */
import type { MessagePort } from 'node:worker_threads';
import type { ForwardState } from '@carpy/api';
import type { ForwardTarget } from '../config/option.ts';

export interface ForwardThreadOptions {
  readonly graphite: readonly ForwardTarget[];
  readonly statsd: readonly ForwardTarget[];
  readonly console: boolean;
  /** Indents what goes to the console. */
  readonly consolePretty: boolean;
  readonly ingestPort: MessagePort;
}

/** Main to forward. */
export type ForwardThreadCommand = { readonly command: 'close' };

/** Forward to main. */
export type ForwardThreadEvent =
  /** At most once a second, and only when something changed. */
  | { readonly event: 'states'; readonly states: readonly ForwardState[] }
  /** For standard output. */
  | { readonly event: 'text'; readonly text: string }
  | { readonly event: 'closed' };

/** What the ingest thread is told, and what it tells. Batches go straight to the store thread over a port of their own. */
import type { MessagePort } from 'node:worker_threads';
import type { IngestCounts } from '@carpy/api';
import type { ErrorJson } from '@carpy/core';

/** A listener's port: undefined closes it. `fallback`: taken means the next free one, else it is an error. */
export interface ListenChoice {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly fallback: boolean;
}

export interface IngestThreadOptions {
  readonly flushIntervalMs: number;
  readonly statsd: ListenChoice | undefined;
  readonly carbon: ListenChoice | undefined;
  readonly storePort: MessagePort;
}

/** Main to ingest. */
export type IngestThreadCommand = { readonly command: 'close' };

/** Ingest to main. */
export type IngestThreadEvent =
  | { readonly event: 'listening'; readonly statsd: number | undefined; readonly carbon: number | undefined }
  | { readonly event: 'failed'; readonly error: ErrorJson }
  /** A flush is durable and readable. */
  | { readonly event: 'flushed'; readonly slotS: number; readonly stepS: number; readonly apps: readonly string[] }
  /** At most once a second, and only when something changed. */
  | { readonly event: 'counts'; readonly counts: IngestCounts }
  | { readonly event: 'store-error'; readonly error: ErrorJson }
  | { readonly event: 'closed' };

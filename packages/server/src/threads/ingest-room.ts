/** What the ingest thread is told, and what it tells. Batches go straight to the store thread over a port of their own. */
import type { MessagePort } from 'node:worker_threads';
import type { IngestCounts } from '@carpy/api';
import type { ErrorJson } from '@carpy/core';
import type { AdminConfigValue, AdminHealth, DogStatsdEvent, StatsdSettings } from '@carpy/statsd';

/** A listener's port: undefined closes it. `fallback`: taken means the next free one, else it is an error. */
export interface ListenChoice {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly fallback: boolean;
}

/** StatsD's listeners and bounds. */
export interface StatsdChoice {
  readonly listen: (ListenChoice & { readonly udp: boolean; readonly tcp: boolean }) | undefined;
  readonly streamSocket: string | undefined;
  readonly datagramSocket: string | undefined;
  readonly socketMode: number | undefined;
  readonly admin: ListenChoice | undefined;
  readonly health: AdminHealth;
  /** What the admin port's `config` shows. */
  readonly shown: { readonly [key: string]: AdminConfigValue };
  readonly settings: StatsdSettings;
  readonly maxNames: number;
  readonly exactTimings: number;
  readonly maxClients: number;
  readonly idleMs: number;
}

export interface IngestThreadOptions {
  readonly flushIntervalMs: number;
  readonly flushAlign: boolean;
  readonly statsd: StatsdChoice;
  readonly carbon: ListenChoice | undefined;
  readonly carbonPickle: ListenChoice | undefined;
  readonly storePort: MessagePort;
  /** To the thread that forwards, and what it wants; undefined where nothing is forwarded. */
  readonly forward: { readonly port: MessagePort; readonly flushes: boolean; readonly lines: boolean } | undefined;
}

/** The listeners of this room that have a port. */
export type IngestListener = 'statsd' | 'statsdAdmin' | 'carbon' | 'carbonPickle';

/** Main to ingest. */
export type IngestThreadCommand =
  | { readonly command: 'close' }
  /** Points and lines that forwarding lost, since the start. */
  | { readonly command: 'forward-lost'; readonly lost: number };

/** Ports as they were bound; undefined where off. */
export interface IngestPorts {
  readonly statsdUdp: number | undefined;
  readonly statsdTcp: number | undefined;
  readonly statsdAdmin: number | undefined;
  readonly carbon: number | undefined;
  readonly carbonPickle: number | undefined;
}

/** Ingest to main. */
export type IngestThreadEvent =
  | { readonly event: 'listening'; readonly ports: IngestPorts }
  /** `listener`: the one that could not be opened. */
  | { readonly event: 'failed'; readonly error: ErrorJson; readonly listener: IngestListener | undefined }
  /** A flush is durable and readable. */
  | { readonly event: 'flushed'; readonly slotS: number; readonly stepS: number; readonly apps: readonly string[] }
  /** At most once a second, and only when something changed. */
  | { readonly event: 'counts'; readonly counts: Omit<IngestCounts, 'forwards'> }
  | { readonly event: 'dogstatsd-event'; readonly sent: DogStatsdEvent }
  | { readonly event: 'store-error'; readonly error: ErrorJson }
  | { readonly event: 'closed' };

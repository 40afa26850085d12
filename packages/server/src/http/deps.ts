/** All that the HTTP application needs from the rest of the server: passed in, so that tests give their own. */
import type { IngestCounts } from '@carpy/api';
import type { Config } from '../config/load.ts';
import type { Logger } from '../config/logger.ts';
import type { ErrorsClient } from '../errors/errors-client.ts';
import type { PrivacyClient } from '../privacy/privacy-facts.ts';
import type { QueryClient } from '../query/query-client.ts';
import type { SourceMapsClient } from '../source-maps/source-maps-client.ts';
import type { StoreClient } from '../threads/clients.ts';
import type { RecordsClient } from '../threads/records-room.ts';
import type { LiveHub } from './live-hub.ts';

/** Ports as they were bound; null where off. The hosts are those of the configuration. */
export interface Listeners {
  readonly http: number;
  readonly statsdUdp: number | null;
  readonly statsdTcp: number | null;
  readonly statsdAdmin: number | null;
  readonly carbon: number | null;
  readonly carbonPickle: number | null;
}

export interface HttpDeps {
  readonly config: Config;
  /** This server's version, `0.1.0`. */
  readonly version: string;
  readonly startedAtMs: number;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly store: StoreClient;
  readonly records: RecordsClient;
  readonly errors: ErrorsClient;
  readonly sourceMaps: SourceMapsClient;
  readonly privacy: PrivacyClient;
  readonly query: QueryClient;
  ingest(): IngestCounts;
  listeners(): Listeners;
  /** Sentences on listeners that are not where they usually are. */
  notices(): readonly string[];
  readonly live: LiveHub;
  /** Folder of the built UI; may be missing. */
  readonly webDir: string;
  readonly log: Logger;
}

/** The options of the store: where series are kept, at which steps, for how long. Part of options.ts. */
import { defaultTiers, type Tier } from '@carpy/store';
import {
  choice,
  durationMs,
  graphiteAddress,
  type HostAndPort,
  hostAndPort,
  integer,
  type Option,
  optionalText,
} from './option.ts';
import { bytesOrOff, pathPrefix, tiers } from './store-kinds.ts';

export interface StoreSettings {
  readonly retention: readonly Tier[];
  /** Folder of Graphite's own storage-schemas.conf and storage-aggregation.conf. */
  readonly graphiteConf: string | undefined;
  readonly recordsRetentionMs: number;
  readonly recordsRate: number;
  readonly recordsByteRate: number;
  readonly sourcemapsMaxBytes: number;
  readonly maxDiskBytes: number | 'off';
  readonly store: 'embedded' | 'graphite';
  /** May hold a user and a password. */
  readonly graphiteUrl: string | undefined;
  readonly graphiteCarbon: HostAndPort | undefined;
  readonly graphitePrefix: string | undefined;
}

export const storeOptions: { readonly [K in keyof StoreSettings]: Option<StoreSettings[K]> } = {
  retention: {
    flag: 'retention',
    kind: tiers,
    fallback: defaultTiers(10),
    help: 'At which steps series are kept, and for how long. Unless given, the first step follows --flush-interval. Series that --graphite-conf names have their own.',
  },
  graphiteConf: {
    flag: 'graphite-conf',
    kind: optionalText('DIR', 'a folder with storage-schemas.conf, storage-aggregation.conf or both'),
    fallback: undefined,
    help: "Folder of Graphite's own storage-schemas.conf and storage-aggregation.conf: at which steps new series outside carpy. are kept, and how they roll up. See docs/graphite-conf.md.",
  },
  recordsRetentionMs: {
    flag: 'records-retention',
    kind: durationMs(3_600_000, 31_536_000_000, 'a duration such as 12h or 7d, from 1h to 365d'),
    fallback: 604_800_000,
    help: 'How long request records are kept, in ms. With source maps they also take no more than a tenth of --max-disk, or without them 10 GB where that is off: past it the oldest go first.',
  },
  recordsRate: {
    flag: 'records-rate',
    kind: integer(1, 10_000_000),
    fallback: 10_000,
    help: 'Request records a second that one app may send on average, and a quarter of what one address may. Past it bodies are answered 429 with the time to wait, and agents keep them until then, within their bounds.',
  },
  recordsByteRate: {
    flag: 'records-byte-rate',
    kind: integer(10_000, 10_000_000_000),
    fallback: 20_000_000,
    help: 'The same in bytes a second of unpacked bodies.',
  },
  sourcemapsMaxBytes: {
    flag: 'sourcemaps-max',
    kind: integer(1_000_000, 1_000_000_000_000),
    fallback: 1_000_000_000,
    help: 'What source maps of builds may take, in bytes, and no more than a twentieth of --max-disk: past it the oldest go, as do those older than 90 days.',
  },
  maxDiskBytes: {
    flag: 'max-disk',
    kind: bytesOrOff(100_000_000),
    fallback: 20_000_000_000,
    help: 'What the data folder may take, in bytes: a tenth of it request records and source maps, the rest series. Past it the oldest points of the finest tiers go before their retention, and the server says so. off: all there is.',
  },
  store: {
    flag: 'store',
    kind: choice('embedded', 'graphite'),
    fallback: 'embedded',
    help: 'Where series are kept: embedded is the data folder; graphite is a Graphite that is there already, which --graphite-url reads and --graphite-carbon writes, with annotations and the like in the data folder.',
  },
  graphiteUrl: {
    flag: 'graphite-url',
    kind: graphiteAddress,
    fallback: undefined,
    help: 'With --store graphite: address of graphite-web or carbonapi. It may hold a user and a password.',
  },
  graphiteCarbon: {
    flag: 'graphite-carbon',
    kind: hostAndPort,
    fallback: undefined,
    help: "With --store graphite: where carbon takes its plaintext protocol. Its storage-schemas.conf should keep carpy's series at --flush-interval.",
  },
  graphitePrefix: {
    flag: 'graphite-prefix',
    kind: pathPrefix,
    fallback: undefined,
    help: 'With --store graphite: put before all names there.',
  },
};

/** The records room: it alone opens the folder of request records. What comes and who searches share it; ingest of metrics never waits for it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SourceMapEntry } from '@carpy/api';
import { errorToJson } from '@carpy/core';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { ErrorDesk } from '../errors/error-desk.ts';
import { type RedactionOptions, RedactionRules } from '../privacy/redaction-rules.ts';
import { groupFinder, recordPreparer } from '../records/prepare-record.ts';
import { RATE_RULES, RateLimits } from '../records/rate-limits.ts';
import { Receiver } from '../records/receiver.ts';
import { TAIL_EVERY_MS, Tail } from '../records/tail.ts';
import { SourceMaps } from '../source-maps/source-maps.ts';
import { serveDesks } from './desk-room.ts';
import { serveRecords } from './records-room.ts';
import { sealRoom } from './seal-room.ts';
import { storeClient } from './store-room.ts';

export interface RecordsThreadOptions {
  /** Absolute. */
  readonly dir: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** What an app may send, a second; an address may send a multiple: see RATE_RULES. */
  readonly recordsPerS: number;
  readonly bytesPerS: number;
  readonly redaction: RedactionOptions;
  /** `isShared`: what they take is part of the records' `maxBytes`. */
  readonly sourceMaps: { readonly dir: string; readonly maxBytes: number; readonly isShared: boolean };
}

/** What the thread gets: with ports that move to it. */
export interface RecordsThreadData extends RecordsThreadOptions {
  readonly storePort: MessagePort;
  readonly deskPort: MessagePort;
}

/** Main to room. */
export interface RecordsThreadCommand {
  readonly command: 'close';
}
/** Room to main. */
export type RecordsThreadEvent =
  | { readonly event: 'ready' }
  /** Groups of errors can't be written now; they are tried again. */
  | { readonly event: 'fault'; readonly error: ReturnType<typeof errorToJson> }
  /** What is wrong with the files of records, once each; also in the status. */
  | { readonly event: 'recordsFault'; readonly fault: string }
  /** The oldest source maps went, by the bound of bytes or by their age. */
  | { readonly event: 'mapsGone'; readonly maps: number; readonly first: readonly SourceMapEntry[] }
  | { readonly event: 'failed'; readonly error: ReturnType<typeof errorToJson> };

const MAINTAIN_EVERY_MS = 60_000;
/** Source maps that are named when they go. */
const TOLD_MAPS = 3;

const main = parentPort as MessagePort;
const tell = (event: RecordsThreadEvent): void => main.postMessage(event);
const data = workerData as RecordsThreadData;
const { dir, retentionMs, maxBytes, recordsPerS, bytesPerS, storePort, deskPort } = data;

try {
  const store = storeClient(storePort);
  await store.opened();
  const seals = sealRoom();
  const maps = await SourceMaps.open({
    ...data.sourceMaps,
    clock: Date.now,
    onGone: (gone) => tell({ event: 'mapsGone', maps: gone.length, first: gone.slice(0, TOLD_MAPS) }),
  });
  const othersBytes = (): number => (data.sourceMaps.isShared ? maps.bytes : 0);
  const group = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs,
    maxBytes,
    othersBytes,
    clock: Date.now,
    seal: seals.sealRecords,
    onFault: (fault) => tell({ event: 'recordsFault', fault }),
  });
  const rules = new RedactionRules(data.redaction);
  const groupOf = groupFinder(maps);
  const errors = await ErrorDesk.open({
    records: group,
    state: store.state,
    groupOf,
    clock: Date.now,
    retentionMs,
    onFault: (e) => tell({ event: 'fault', error: errorToJson(e) }),
  });
  const tail = new Tail();
  const { addressFactor } = RATE_RULES;
  const uptimeMs = (): number => performance.now();
  const receiver = new Receiver({
    group,
    prepare: recordPreparer(rules, groupOf),
    apps: new RateLimits([recordsPerS, bytesPerS], uptimeMs),
    addresses: new RateLimits([addressFactor * recordsPerS, addressFactor * bytesPerS], uptimeMs),
    retentionMs,
    clock: Date.now,
    begin: errors.begin,
    onStored: (records) => tail.add(records),
  });
  const ticking = setInterval(() => tail.tick(), TAIL_EVERY_MS);
  // What fails is in the group's status, and tried again.
  const maintaining = setInterval(
    () => void Promise.all([group.maintain(), maps.age()]).catch(() => undefined),
    MAINTAIN_EVERY_MS,
  );
  serveRecords(main, group, receiver, tail);
  serveDesks(deskPort, { errors, maps, privacy: () => rules.facts() });
  main.on('message', async (message: unknown) => {
    if ((message as Partial<RecordsThreadCommand>).command !== 'close') return;
    clearInterval(ticking);
    clearInterval(maintaining);
    // The records are closed whatever became of the groups, which can be counted again from them.
    for (const part of [errors, group]) {
      await part.close().catch((e: unknown) => tell({ event: 'failed', error: errorToJson(e) }));
    }
    await seals.close();
    storePort.close();
    deskPort.close();
    main.close();
  });
  tell({ event: 'ready' });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e) });
  main.close();
}

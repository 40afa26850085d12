/** The records room: it alone opens the folder of request records. What comes and who searches share it; ingest of metrics never waits for it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorToJson } from '@carpy/core';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { RedactionRules } from '../privacy/redaction-rules.ts';
import { recordPreparer } from '../records/prepare-record.ts';
import { RateLimits } from '../records/rate-limits.ts';
import { Receiver } from '../records/receiver.ts';
import { TAIL_EVERY_MS, Tail } from '../records/tail.ts';
import { serveRecords } from './records-room.ts';

export interface RecordsThreadOptions {
  /** Absolute. */
  readonly dir: string;
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** What an app may send, a second; an address may send ADDRESS_FACTOR as much. */
  readonly recordsPerS: number;
  readonly bytesPerS: number;
}

/** Main to room. */
export interface RecordsThreadCommand {
  readonly command: 'close';
}
/** Room to main. */
export type RecordsThreadEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'failed'; readonly error: ReturnType<typeof errorToJson> };

/** One machine, or one proxy, may have several apps behind it. */
const ADDRESS_FACTOR = 4;

const main = parentPort as MessagePort;
const tell = (event: RecordsThreadEvent): void => main.postMessage(event);
const { dir, retentionMs, maxBytes, recordsPerS, bytesPerS } = workerData as RecordsThreadOptions;

try {
  const group = await RecordSegments.open({ files: nodeFiles, dir, retentionMs, maxBytes, clock: Date.now });
  const tail = new Tail();
  const uptimeMs = (): number => performance.now();
  const receiver = new Receiver({
    group,
    prepare: recordPreparer(new RedactionRules()),
    apps: new RateLimits([recordsPerS, bytesPerS], uptimeMs),
    addresses: new RateLimits([ADDRESS_FACTOR * recordsPerS, ADDRESS_FACTOR * bytesPerS], uptimeMs),
    retentionMs,
    clock: Date.now,
    onStored: (records) => tail.add(records),
  });
  const ticking = setInterval(() => tail.tick(), TAIL_EVERY_MS);
  serveRecords(main, group, receiver, tail);
  main.on('message', async (message: unknown) => {
    if ((message as Partial<RecordsThreadCommand>).command !== 'close') return;
    clearInterval(ticking);
    try {
      await group.close();
    } catch (e) {
      tell({ event: 'failed', error: errorToJson(e) });
    }
    main.close();
  });
  tell({ event: 'ready' });
} catch (e) {
  tell({ event: 'failed', error: errorToJson(e) });
  main.close();
}

/** The records room over the model in memory, in this thread: all but the worker and the disk. */
import { MessageChannel } from 'node:worker_threads';
import { RecordsModel } from '../../../store/test/records-model.ts';
import { RedactionRules } from '../../src/privacy/redaction-rules.ts';
import { groupFinder, recordPreparer } from '../../src/records/prepare-record.ts';
import { RateLimits } from '../../src/records/rate-limits.ts';
import { Receiver } from '../../src/records/receiver.ts';
import { Tail } from '../../src/records/tail.ts';
import { connectionOf } from '../../src/threads/kept-room.ts';
import { type RecordsClient, recordsClient, serveRecords } from '../../src/threads/records-room.ts';
import { NOW_MS, statusRecords } from './http-deps.ts';

export interface TestRoom {
  readonly client: RecordsClient;
  readonly group: RecordsModel;
  readonly tail: Tail;
  close(): void;
}

export interface TestRoomOptions {
  readonly recordsPerS?: number;
  readonly bytesPerS?: number;
  /** ms, for limits. */
  readonly uptimeMs?: () => number;
  readonly timeoutMs?: number;
  readonly maxHeldBytes?: number;
}

export function testRoom(options: TestRoomOptions = {}): TestRoom {
  const { recordsPerS = 1e6, bytesPerS = 1e9, uptimeMs = () => 0, timeoutMs = 30_000 } = options;
  const group = new RecordsModel();
  const tail = new Tail();
  const limits = (): RateLimits => new RateLimits([recordsPerS, bytesPerS], uptimeMs);
  const receiver = new Receiver({
    group,
    prepare: recordPreparer(new RedactionRules(), groupFinder()),
    apps: limits(),
    addresses: limits(),
    retentionMs: 7 * 86_400_000,
    maxHeldBytes: options.maxHeldBytes,
    clock: () => NOW_MS,
    begin: async () => () => undefined,
    onStored: (records) => tail.add(records),
  });
  const { port1, port2 } = new MessageChannel();
  serveRecords(port1, group, receiver, tail);
  return {
    client: recordsClient(connectionOf(port2), timeoutMs, statusRecords.limits),
    group,
    tail,
    close: () => {
      port1.close();
      port2.close();
    },
  };
}

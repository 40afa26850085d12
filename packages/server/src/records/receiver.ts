/**
 * Takes bodies of request records: unpacks, reads, prepares and stores them. One body is read at a time, so that little is unpacked at once;
 * those that wait for the disk are bounded by their bytes.
 */
import { CarpyError, type RecordsAnswer, type RecordsHead, type StoredRecord } from '@carpy/core';
import type { RecordsGroup } from '@carpy/store';
import type { PrepareRecord } from './prepare-record.ts';
import type { RateLimits } from './rate-limits.ts';
import { type ReadLines, readHead, readLines, unpacked } from './read-body.ts';
import { parseRecord } from './record-lines.ts';
import { stampRules } from './stamps.ts';

const MAX_HELD_BYTES = 48 * 2 ** 20;
const BUSY_RETRY_S = 2;

export interface RecordsBody {
  readonly bytes: Uint8Array;
  readonly gzip: boolean;
  /** Address of the client; empty where there is none. */
  readonly from: string;
}

export interface ReceiverOptions {
  readonly group: RecordsGroup;
  readonly prepare: PrepareRecord;
  /** By app and by address: records and unpacked bytes a second. */
  readonly apps: RateLimits;
  readonly addresses: RateLimits;
  readonly retentionMs: number;
  /** Unpacked bytes of bodies that wait to be durable, past which no more are read. Default: 48 MiB. */
  readonly maxHeldBytes?: number | undefined;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Called before records are stored; what it answers hears which were, none where that failed. */
  readonly begin: (records: readonly StoredRecord[]) => Promise<(stored: readonly StoredRecord[]) => void>;
  /** Records that are durable now. */
  readonly onStored: (records: readonly StoredRecord[]) => void;
}

export class Receiver {
  readonly #options: ReceiverOptions;
  #reading: Promise<unknown> = Promise.resolve();
  #heldBytes = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /**
   * Resolves when durable. Throws CARPY_TOO_BUSY, also for a sender over its limit, CARPY_TOO_LARGE, CARPY_BAD_REQUEST where the whole
   * can't be read, CARPY_STORE_FAILED; nothing is kept then.
   */
  async take(body: RecordsBody): Promise<RecordsAnswer> {
    const { addresses } = this.#options;
    if (body.from !== '') checkLimit(addresses, body.from, `address ${body.from}`);
    const reading = this.#reading.then(() => this.#read(body));
    this.#reading = reading.catch(() => {});
    const { head, records, bad, badLines, bytes } = await reading;
    try {
      return { ...(await this.#store(head, records)), bad, badLines };
    } finally {
      this.#heldBytes -= bytes;
    }
  }

  async #store(
    { app, server, seen, kept }: RecordsHead,
    records: readonly StoredRecord[],
  ): Promise<{ readonly stored: number; readonly repeated: number }> {
    const { begin, group, clock, onStored } = this.#options;
    const end = await begin(records);
    let fresh: readonly StoredRecord[] = [];
    try {
      const { stored, repeated, repeatedAt } = await group.append({ app, server, atMs: clock(), seen, kept, records });
      // Repeated ones were counted and shown when they came first.
      const again = new Set(repeatedAt);
      fresh = again.size === 0 ? records : records.filter((_, i) => !again.has(i));
      return { stored, repeated };
    } finally {
      end(fresh);
      if (fresh.length > 0) onStored(fresh);
    }
  }

  async #read(body: RecordsBody): Promise<ReadLines & { readonly head: RecordsHead; readonly bytes: number }> {
    const { apps, addresses, clock, retentionMs, prepare } = this.#options;
    if (this.#heldBytes > (this.#options.maxHeldBytes ?? MAX_HELD_BYTES))
      throw new CarpyError('CARPY_TOO_BUSY', 'records come faster than they can be written', {
        retryAfterS: BUSY_RETRY_S,
      });
    const bytes = body.gzip ? await unpacked(body.bytes) : body.bytes;
    if (body.from !== '') addresses.spend(body.from, 0, bytes.length);
    const start = readHead(bytes);
    const { app } = start.head;
    checkLimit(apps, app, `app ${app.slice(0, 60)}`);
    const stamps = stampRules(start.head, clock(), retentionMs);
    const read = await readLines(bytes, start, (line) => prepare(parseRecord(line, start.head, stamps)));
    apps.spend(app, read.records.length, bytes.length);
    if (body.from !== '') addresses.spend(body.from, read.records.length, 0);
    this.#heldBytes += bytes.length;
    return { ...read, head: start.head, bytes: bytes.length };
  }
}

function checkLimit(limits: RateLimits, sender: string, what: string): void {
  const retryAfterS = limits.waitS(sender);
  if (retryAfterS > 0)
    throw new CarpyError('CARPY_TOO_BUSY', `${what} sends more request records than it may: see --records-rate`, {
      retryAfterS,
    });
}

/**
 * Takes batches in the order of the calls, makes them durable, then visible. What waits while the disk is busy is written together:
 * one append and one sync for each log it touches.
 *
 * Names travel with the first record that is written after they were made, so a log never uses a name that a crash could lose.
 */
import { CarpyError, isCarpyError, type SeriesKind, type WriteResult } from '@carpy/core';
import { ByteWriter } from '../codec/bytes.ts';
import { kindOfTraits, NO_SERIES } from '../schema/schema.ts';
import { allLogs, dueS, type EngineState, nowS, windowOf } from './engine-state.ts';
import { Log } from './log.ts';
import { type NamesToLog, writeLogRecord } from './log-record.ts';
import type { Prepared } from './prepare-room.ts';
import { type Section, sectionBytes } from './section.ts';
import { WINDOW_S } from './window.ts';

/** Bytes that may wait for the disk; past that batches are refused rather than held. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;
/** Bytes written with one sync. */
const MAX_GROUP_BYTES = 32 * 1024 * 1024;

const encoder = new TextEncoder();

interface Waiting {
  readonly prepared: Prepared;
  readonly bytes: number;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (e: unknown) => void;
}

/** What stands in a log and is not remembered yet. */
interface Appended {
  readonly log: Log;
  readonly sections: readonly Section[];
  readonly bytes: number;
  /** Ids whose names the record says. */
  readonly unlogged: readonly number[];
}

export class WriteQueue {
  readonly #state: EngineState;
  readonly #out = new ByteWriter(64 * 1024);
  readonly #waiting: Waiting[] = [];
  readonly #acts: (() => void)[] = [];
  readonly #lastActs: (() => void)[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;
  /** Version of the schemas that a log has; none at first, so that the first record says them. */
  #loggedSchemas = -1;

  constructor(state: EngineState) {
    this.#state = state;
  }

  push(prepared: Prepared): Promise<WriteResult> {
    const bytes = prepared.sections.reduce((n, s) => n + sectionBytes(s), 0);
    let held = this.#waitingBytes + bytes;
    for (const log of allLogs(this.#state)) held += log.memoryBytes;
    const refusal =
      held > this.#state.maxMemoryBytes
        ? `windows that are not sealed yet hold ${Math.round(held / 2 ** 20)} MiB, more than half of the memory`
        : this.#waitingBytes + bytes > MAX_WAITING_BYTES
          ? `${this.#waitingBytes} bytes already wait for the disk`
          : undefined;
    if (refusal !== undefined) {
      this.#state.undecided.owe(prepared.decided);
      return Promise.reject(new CarpyError('CARPY_STORE_FAILED', refusal));
    }
    this.#waitingBytes += bytes;
    const done = new Promise<WriteResult>((resolve, reject) =>
      this.#waiting.push({ prepared, bytes, resolve, reject }),
    );
    this.#running ??= this.#run();
    return done;
  }

  /** Runs `act` while no write is under way: between two groups, and before any that waits. Rejects with what it throws. */
  exclusive(act: () => void): Promise<void> {
    return this.#enqueue(act, this.#acts);
  }

  /** The same when no batch waits either: those were prepared with the names as they are. */
  exclusiveWhenEmpty(act: () => void): Promise<void> {
    return this.#enqueue(act, this.#lastActs);
  }

  #enqueue(act: () => void, acts: (() => void)[]): Promise<void> {
    return new Promise((resolve, reject) => {
      acts.push(() => {
        try {
          act();
          resolve();
        } catch (e) {
          reject(e);
        }
      });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits. */
  async settle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // Batches of one turn of the event loop share a group.
    await Promise.resolve();
    while (this.#waiting.length + this.#acts.length + this.#lastActs.length > 0) {
      for (let act = this.#acts.shift(); act !== undefined; act = this.#acts.shift()) act();
      if (this.#waiting.length === 0) this.#lastActs.shift()?.();
      const group: Waiting[] = [];
      for (let bytes = 0; this.#waiting.length > 0 && bytes < MAX_GROUP_BYTES; ) {
        const next = this.#waiting.shift() as Waiting;
        group.push(next);
        bytes += next.bytes;
      }
      await this.#write(group);
      for (const { bytes } of group) this.#waitingBytes -= bytes;
    }
    this.#running = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const byLog = new Map<Log, { sections: Section[]; takenUp: string[] }>();
    const logsOf = new Map<Waiting, Log[]>();
    for (const waiting of group) {
      const logs: Log[] = [];
      for (const section of waiting.prepared.sections) {
        const log = this.#logFor(section.slotS, byLog.keys());
        const part = byLog.get(log) ?? { sections: [], takenUp: [] };
        part.sections.push(section);
        byLog.set(log, part);
        if (!logs.includes(log)) logs.push(log);
      }
      // The flush's own slot comes first; first points of series that it decides may lie in other windows.
      const { takesUp } = waiting.prepared;
      if (takesUp !== undefined && logs[0] !== undefined) byLog.get(logs[0])?.takenUp.push(takesUp);
      logsOf.set(waiting, logs);
    }
    const failed = new Map<Log, unknown>();
    const appended: Appended[] = [];
    for (const [log, { sections, takenUp }] of byLog) {
      try {
        appended.push(await this.#append(log, sections, takenUp));
      } catch (e) {
        failed.set(log, e);
      }
    }
    const isTorn = [...logsOf.values()].some(
      (logs) => logs.some((log) => failed.has(log)) && !logs.every((log) => failed.has(log)),
    );
    if (isTorn) await this.#takeBack(appended, failed);
    else for (const { log, sections } of appended) this.#remember(log, sections);
    for (const waiting of group) {
      const broken = logsOf.get(waiting)?.find((log) => failed.has(log));
      if (broken === undefined) {
        const { takesUp, result, decided } = waiting.prepared;
        this.#state.undecided.written(decided);
        if (takesUp !== undefined) await this.#state.window.takenUp(takesUp);
        waiting.resolve(result);
      } else {
        const e = failed.get(broken);
        this.#state.undecided.owe(waiting.prepared.decided);
        waiting.reject(
          isCarpyError(e)
            ? e
            : new CarpyError(
                'CARPY_STORE_FAILED',
                `the write-ahead log can't be written: ${e instanceof Error ? e.message : e}`,
                { cause: e },
              ),
        );
      }
    }
  }

  /** A batch that is refused comes again as a whole: nothing of it, nor of what was written with it, may stay. */
  async #takeBack(appended: readonly Appended[], failed: Map<Log, unknown>): Promise<void> {
    const [e] = failed.values();
    const { journal } = this.#state;
    for (const { log, bytes, unlogged } of appended) {
      await log.takeBack(bytes).catch(() => undefined);
      failed.set(log, e);
      journal.unlogged = [...unlogged, ...journal.unlogged];
    }
    this.#loggedSchemas = -1;
  }

  async #append(log: Log, sections: readonly Section[], takenUp: readonly string[]): Promise<Appended> {
    const state = this.#state;
    state.checkFolder();
    const { index, journal, schemas } = state;
    const { version } = schemas;
    // What changes while the disk is busy, or is committed to the catalogue meanwhile, belongs to no record of this group.
    const unlogged = journal.unlogged;
    journal.unlogged = [];
    const declared = namesOf(index, unlogged);
    const changed = version !== this.#loggedSchemas;
    this.#out.clear();
    writeLogRecord(this.#out, {
      declared,
      sections,
      takenUp,
      schemas: changed ? encoder.encode(JSON.stringify(schemas.toStored())) : undefined,
    });
    try {
      await log.append(this.#out.view(), state.files, state.dir, () => state.nextSequence++);
    } catch (e) {
      journal.unlogged = [...unlogged, ...journal.unlogged];
      throw e;
    }
    this.#loggedSchemas = version;
    return { log, sections, bytes: this.#out.view().length, unlogged };
  }

  #remember(log: Log, sections: readonly Section[]): void {
    const state = this.#state;
    const { index } = state;
    const kindOf = (id: number): SeriesKind => kindOfTraits(index.traits[id] as number) ?? 'plain';
    for (const section of sections) log.remember(section, kindOf);
    if (log.name === 'late') state.late = log;
    else state.open.set(log.name, log);
  }

  /** The log that takes a slot: its window's own, when that is open or may be opened; else the late log. */
  #logFor(slotS: number, begun: Iterable<Log>): Log {
    const { open, late } = this.#state;
    const windowS = windowOf(slotS);
    const known = open.get(windowS);
    if (known !== undefined) return known;
    const now = nowS(this.#state);
    const own = dueS(this.#state, windowS) > now && windowS <= windowOf(now) + WINDOW_S;
    const name = own ? windowS : 'late';
    if (!own && late !== undefined) return late;
    for (const log of begun) if (log.name === name) return log;
    return new Log(name, this.#state.clock());
  }
}

/** Those of the ids that still have a name. */
function namesOf(index: EngineState['index'], unlogged: readonly number[]): NamesToLog {
  const { traits } = index;
  const ids = unlogged.filter((id) => traits[id] !== NO_SERIES);
  return {
    count: ids.length,
    idAt: (i) => ids[i] as number,
    traitsAt: (i) => traits[ids[i] as number] as number,
    nameBefore: (i, into) => index.nameBefore(ids[i] as number, into),
  };
}

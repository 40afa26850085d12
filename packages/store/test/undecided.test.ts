/** Series whose step is not known: what can be read of them must not depend on how their points were split, nor on restarts. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../src/codec/bytes.ts';
import { type LogRecord, scanLog, writeLogRecord } from '../src/embedded/log-record.ts';
import { preparePoints } from '../src/embedded/prepare.ts';
import { prepareForgotten } from '../src/embedded/prepare-points.ts';
import type { Prepared, PrepareState } from '../src/embedded/prepare-room.ts';
import { SeriesNumbers } from '../src/embedded/series-numbers.ts';
import { clearTable, slotTable } from '../src/embedded/slot-table.ts';
import { type StoredUndecided, Undecided } from '../src/embedded/undecided.ts';
import { WINDOW_S, WindowMemory } from '../src/embedded/window.ts';
import { isUndecided, schemaOfTraits, type Tier } from '../src/schema/schema.ts';
import { Schemas, type StoredSchemas } from '../src/schema/schemas.ts';
import { batches } from './batches.ts';
import { namesToLog } from './names.ts';
import { SmallIndex } from './small-index.ts';

const T0 = 1_700_000_400;
const DAY_S = 86_400;
const FLUSH_TIERS: readonly Tier[] = [
  { stepS: 10, retentionS: DAY_S },
  { stepS: 60, retentionS: 14 * DAY_S },
];
const names = { tiersFor: () => undefined, ruleFor: () => ({ method: 'average', xFilesFactor: 0.5 }) as const };
const older = { traitsOf: () => 0, fineStepS: 10 };
type Point = readonly [name: string, atS: number, value: number];

/** A store of the write path alone: an index, logs as bytes, and what a seal would have put away. */
class SmallStore {
  index = new SmallIndex();
  schemas = new Schemas(names, FLUSH_TIERS, undefined, T0);
  undecided = new Undecided(undefined, this.index);
  nowS = T0;
  #numbers = new SeriesNumbers(1_000);
  #make = batches();
  #unlogged: number[] = [];
  #log: Uint8Array[] = [];
  #sealed: Record<string, number> = {};
  #stored: StoredUndecided | undefined;
  #catalogue: { id: number; traits: number; name: string }[] = [];

  write(points: readonly Point[], fails = false): void {
    const prepared = preparePoints(this.#make.points(points), this.#numbers, this.#state(), 1_000);
    this.put(prepared, fails);
  }

  forgotten(): void {
    const prepared = prepareForgotten(this.#state(), 1_000);
    if (prepared !== undefined) this.put(prepared, false);
  }

  put({ sections, decided }: Prepared, fails: boolean): void {
    if (fails) {
      this.undecided.owe(decided);
      return;
    }
    const schemas = new TextEncoder().encode(JSON.stringify(this.schemas.toStored()));
    const out = new ByteWriter();
    writeLogRecord(out, { declared: namesToLog(this.#named(this.#unlogged)), sections, takenUp: [], schemas });
    this.#unlogged = [];
    this.#log.push(out.take());
    this.undecided.written(decided);
  }

  /** What is in logs and decided goes to blocks; the catalogue keeps the rest. */
  seal(): void {
    this.#sealed = this.#decided();
    this.#stored = this.undecided.toStored();
    this.#catalogue = this.#named([...Array(this.index.count).keys()]);
    this.#unlogged = [];
    this.#log = [];
  }

  restart(): void {
    this.index = new SmallIndex();
    this.#numbers = new SeriesNumbers(1_000);
    this.#make = batches();
    this.#unlogged = [];
    const restore = (all: LogRecord['declared']): void => {
      for (const { id, traits, name } of all) {
        const found = this.index.declare(name, 'plain', () => traits);
        expect(found).toMatchObject({ id });
        this.index.setTraits(id, traits);
      }
    };
    restore(this.#catalogue);
    this.undecided = new Undecided(this.#stored, this.index);
    const records = this.#records();
    let stored: StoredSchemas = this.schemas.toStored();
    for (const { schemas } of records)
      if (schemas !== undefined) stored = JSON.parse(new TextDecoder().decode(schemas)) as StoredSchemas;
    this.schemas = new Schemas(names, FLUSH_TIERS, stored, T0);
    for (const { declared } of records) restore(declared);
    for (const { declared } of records) for (const { id } of declared) this.undecided.recoverNamed(id);
    for (const { sections } of records)
      for (const { slotS, values } of sections) this.undecided.recoverPoints(slotS, values.ids, values.values);
  }

  /** All points that a reader finds, by name and slot. */
  readable(): Record<string, number> {
    const all = this.#decided();
    for (let id = 0; id < this.index.count; id++) {
      const point = this.undecided.valueAt(id);
      if (point !== undefined) all[`${this.index.nameOf(id)} ${point.atS}`] = point.value;
    }
    return all;
  }

  /** Sealed values, and over them those in memory. */
  #decided(): Record<string, number> {
    const all = { ...this.#sealed };
    const windows = new Map<number, WindowMemory>();
    for (const { sections } of this.#records())
      for (const section of sections) {
        const windowS = Math.floor(section.slotS / WINDOW_S) * WINDOW_S;
        const window = windows.get(windowS) ?? new WindowMemory(windowS);
        windows.set(windowS, window);
        window.add(section, () => 'plain');
      }
    for (const [windowS, window] of windows)
      for (const id of window.ids()) {
        const traits = this.index.traits[id] as number;
        if (isUndecided(traits)) continue;
        const stepS = Math.min(WINDOW_S, this.schemas.get(schemaOfTraits(traits)).tiers[0]?.stepS ?? 10);
        const table = slotTable(WINDOW_S / stepS);
        table.stepS = stepS;
        clearTable(table, 'plain');
        window.gather(id, table);
        for (const [slot, value] of table.columns.subarray(0, table.slots).entries())
          if (!Number.isNaN(value)) all[`${this.index.nameOf(id)} ${windowS + slot * stepS}`] = value;
      }
    return all;
  }

  #records(): LogRecord[] {
    return this.#log.flatMap((bytes) => [...scanLog(bytes, older).records]);
  }

  #named(ids: readonly number[]): { id: number; traits: number; name: string }[] {
    return ids.map((id) => ({ id, traits: this.index.traits[id] as number, name: this.index.nameOf(id) as string }));
  }

  #state(): PrepareState {
    return {
      index: this.index,
      schemas: this.schemas,
      undecided: this.undecided,
      fineStepS: 10,
      clock: () => this.nowS * 1000,
      journal: { changed: (id) => this.#unlogged.push(id) },
    };
  }
}

it('takes the step that the first two points show, and the first point with it', () => {
  const store = new SmallStore();
  store.write([['a', T0 + 7, 1]]);
  expect(store.readable()).toEqual({ [`a ${T0 + 7}`]: 1 });
  store.write([['a', T0 + 69, 2]]);
  store.write([['a', T0 + 130, 3]]);
  expect(store.readable()).toEqual({ [`a ${T0}`]: 1, [`a ${T0 + 60}`]: 2, [`a ${T0 + 120}`]: 3 });
});

it('keeps the later of two points in one slot of the finest step, whichever decided', () => {
  const store = new SmallStore();
  store.write([['a', T0 + 5, 1]]);
  store.write([['a', T0 + 8, 2]]);
  expect(store.readable()).toEqual({ [`a ${T0}`]: 2 });
});

it('gives a series that stays alone for a day an hour', () => {
  const store = new SmallStore();
  store.write([['a', T0 + 7, 1]]);
  store.nowS = T0 + DAY_S;
  store.forgotten();
  expect(isUndecided(store.index.traits[0] as number)).toBe(true);
  store.nowS = T0 + DAY_S + 8;
  store.forgotten();
  expect(isUndecided(store.index.traits[0] as number)).toBe(false);
  expect(store.schemas.get(schemaOfTraits(store.index.traits[0] as number)).tiers.at(-1)?.stepS).toBeGreaterThanOrEqual(
    60,
  );
  expect(store.readable()).toEqual({ [`a ${T0}`]: 1 });
});

it('forgets a series that is gone', () => {
  const store = new SmallStore();
  store.write([['a', T0, 1]]);
  store.undecided.forget([0]);
  expect(store.undecided.toStored()).toEqual([]);
});

const stream = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.constantFrom(1, 10, 60, 300, 3_600),
    fc.nat({ max: 59 }),
    fc.integer({ min: 1, max: 8 }),
  )
  .map(([name, stepS, offsetS, count]): Point[] =>
    Array.from({ length: count }, (_, i) => [name, T0 + offsetS + i * stepS, i + 1]),
  );

it('reads the same however its points are split into batches, sealed, written in vain, and restarted between', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(stream, { maxLength: 4, selector: (points) => points[0]?.[0] }),
      fc.infiniteStream(fc.integer({ min: 0, max: 7 })),
      (streams, choices) => {
        const choice = (): number => choices.next().value as number;
        const store = new SmallStore();
        store.nowS = T0 + DAY_S / 2;
        const left = streams.map((s) => [...s]);
        let batch: Point[] = [];
        while (left.some((s) => s.length > 0)) {
          const from = left.filter((s) => s.length > 0);
          batch.push((from[choice() % from.length] as Point[]).shift() as Point);
          const what = choice();
          if (what === 0) store.write(batch, true);
          if (what <= 3) {
            store.write(batch);
            batch = [];
          }
          if (what === 2) store.seal();
          if (what === 3) store.restart();
        }
        store.write(batch);
        const whole = new SmallStore();
        whole.nowS = store.nowS;
        whole.write(streams.flat());
        expect(store.readable()).toEqual(whole.readable());
      },
    ),
    { numRuns: 400 },
  );
});

/** Runs a story (random writes, clock jumps, sealing, restarts, removals, renames) on a store and on the naive model, and compares. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { COUNT, LOWER, type SeriesKind, SUM, UPPER } from '@carpy/core';
import fc from 'fast-check';
import { type EmbeddedOptions, type EmbeddedStore, openEmbedded, type SeriesWriter } from '../src/index.ts';
import { type Batches, batches } from './batches.ts';
import { T0 } from './folder.ts';
import { FINE_S, Model, type ModelValue } from './model.ts';
import { idOf } from './series.ts';

/** Long retentions, so that nothing goes: 1 h lies in blocks of thirty days. */
const DAY_S = 86_400;
const KEPT_S = 400 * DAY_S;
const STEPS_S = [10, 60, 600, 3_600] as const;
const TIERS = STEPS_S.map((stepS) => ({ stepS, retentionS: KEPT_S }));

export type Step =
  | { readonly do: 'write'; readonly writer: number; readonly agoS: number; readonly rows: readonly Row[] }
  | {
      readonly do: 'fill';
      readonly writer: number;
      readonly agoS: number;
      readonly slots: number;
      readonly rows: readonly Row[];
    }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'settle' | 'reopen' }
  | { readonly do: 'remove'; readonly series: number }
  | { readonly do: 'rename'; readonly series: number; readonly to: number };

interface Row {
  readonly series: number;
  readonly value: number;
}

const KINDS: readonly SeriesKind[] = ['timer', 'apdex', 'counter', 'gauge', 'set', 'plain'];
const SERIES = 12;
/** Two of each kind; of a timer one that keeps sketches in all tiers. */
const kindOf = (series: number): SeriesKind => KINDS[series % KINDS.length] as SeriesKind;
const nameOf = (series: number): string =>
  kindOf(series) === 'timer' ? `m.t${series}.x.t.ok` : `m.${kindOf(series)}${series}`;

const rows = fc.array(fc.record({ series: fc.nat(SERIES - 1), value: fc.integer({ min: 0, max: 50 }) }), {
  minLength: 1,
  maxLength: 6,
});
const agoS = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 * 7_200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY_S }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 70 * DAY_S }) },
);
const seconds = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 900 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 * DAY_S }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 * DAY_S }) },
);
const writer = fc.nat(1);

export const story: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), writer, agoS, rows }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('fill' as const),
        writer,
        agoS,
        slots: fc.integer({ min: 2, max: 90 }),
        rows,
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), series: fc.nat(SERIES - 1) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('rename' as const), series: fc.nat(SERIES - 1), to: fc.nat(SERIES - 1) }),
    },
  ),
  { minLength: 4, maxLength: 60, size: 'max' },
);

/** Throws with what differs first. */
export async function runStory(steps: readonly Step[], options: Partial<EmbeddedOptions> = {}): Promise<void> {
  const dir = await mkdtemp(`${tmpdir()}/carpy-story-`);
  const run = new Run(dir, options);
  try {
    await run.open();
    for (const step of steps) await run.step(step);
    await run.compare('at the end');
  } finally {
    await run.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Writer {
  readonly write: SeriesWriter;
  readonly make: Batches;
}

class Run {
  readonly #dir: string;
  readonly #options: Partial<EmbeddedOptions>;
  readonly #model = new Model();
  #store: EmbeddedStore | undefined;
  #writers: Writer[] = [];
  #nowS = T0 + 100 * DAY_S;

  constructor(dir: string, options: Partial<EmbeddedOptions>) {
    this.#dir = dir;
    this.#options = options;
  }

  async open(): Promise<void> {
    const clock = (): number => this.#nowS * 1000;
    this.#store = await openEmbedded({
      dir: this.#dir,
      flushIntervalMs: 10_000,
      tiers: TIERS,
      clock,
      ...this.#options,
    });
    const { series } = this.#store;
    this.#writers = [0, 1].map(() => ({ write: series.openWriter(), make: batches() }));
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async step(step: Step): Promise<void> {
    const store = this.#store as EmbeddedStore;
    switch (step.do) {
      case 'write':
        return this.#write(step.writer, step.agoS, step.rows);
      case 'fill':
        for (let i = 0; i < step.slots; i++) await this.#write(step.writer, step.agoS - i * FINE_S, step.rows);
        return;
      case 'wait':
        this.#nowS += step.seconds;
        return;
      case 'settle':
        await store.settle();
        return this.compare('after settle');
      case 'reopen':
        await store.close();
        await this.open();
        return this.compare('after a restart');
      case 'remove': {
        const name = nameOf(step.series);
        const { series } = await store.series.remove(name);
        if (series !== (this.#model.series.delete(name) ? 1 : 0)) throw new Error(`removing ${name} took ${series}`);
        return this.compare(`after removing ${name}`);
      }
      case 'rename':
        // Onto the other of its kind, for a name keeps its kind; or out of the way.
        return this.#rename(
          nameOf(step.series),
          step.to < SERIES / 2 ? nameOf((step.series + SERIES / 2) % SERIES) : `moved.n${step.to}.x.t.ok`,
        );
    }
  }

  async #write(writer: number, agoS: number, rowsOf: readonly Row[]): Promise<void> {
    const { write, make } = this.#writers[writer] as Writer;
    const slotS = this.#nowS - agoS - ((this.#nowS - agoS) % FINE_S);
    const of = <V>(kind: SeriesKind, toValue: (value: number) => V): Record<string, V> =>
      Object.fromEntries(
        rowsOf.filter((r) => kindOf(r.series) === kind).map((r) => [nameOf(r.series), toValue(r.value)]),
      );
    const content = {
      timers: of('timer', (v) => [v, v + 3]),
      apdex: of('apdex', (v) => [v, 1, 2] as const),
      counters: of('counter', (v) => v),
      gauges: of('gauge', (v) => v),
      sets: of('set', (v) => v),
      plain: of('plain', (v) => v),
    };
    const { rejectedNames } = await write.flush(make.flush({ slotS, coveredMs: 0, ...content }));
    if (rejectedNames.length > 0) throw new Error(`${rejectedNames.join()} was refused at ${slotS}`);
    const put = (kind: SeriesKind, values: Readonly<Record<string, ModelValue>>): void => {
      for (const [name, value] of Object.entries(values)) this.#model.write(name, kind, slotS, value);
    };
    put(
      'timer',
      of('timer', (v) => [2, 2 * v + 3, v, v + 3]),
    );
    put('apdex', content.apdex);
    for (const kind of ['counter', 'gauge', 'set', 'plain'] as const)
      put(
        kind,
        of(kind, (v) => [v]),
      );
  }

  async #rename(from: string, to: string): Promise<void> {
    const { series } = this.#model;
    const moving = series.get(from);
    const { series: store } = this.#store as EmbeddedStore;
    if (moving !== undefined && from !== to && series.has(to)) {
      const outcome = await store.rename(from, to).then(
        () => 'was taken',
        (e: { code: string }) => e.code,
      );
      if (outcome !== 'CARPY_BAD_REQUEST') throw new Error(`renaming ${from} to ${to}, which is there, ${outcome}`);
    } else if (moving !== undefined && from !== to) {
      await store.rename(from, to);
      series.delete(from);
      series.set(to, moving);
    }
    await this.compare(`after renaming ${from} to ${to}`);
  }

  /** Every series in every tier, over all that ever came. */
  async compare(when: string): Promise<void> {
    const store = this.#store as EmbeddedStore;
    const { faults } = store.status();
    if (faults.length > 0) throw new Error(`${when}: ${faults.join('; ')}`);
    for (let n = 0; n < SERIES; n++)
      if (!this.#model.series.has(nameOf(n)) && store.series.count(nameOf(n)) > 0)
        throw new Error(`${when}: ${nameOf(n)} is there`);
    for (const name of this.#model.series.keys())
      for (const stepS of STEPS_S) {
        const wanted = this.#model.tier(name, stepS, STEPS_S);
        await this.#compareTier(`${when}: ${name} at ${stepS} s`, name, stepS, wanted);
      }
  }

  async #compareTier(where: string, name: string, stepS: number, wanted: Map<number, ModelValue>): Promise<void> {
    const store = this.#store as EmbeddedStore;
    const stamps = [...(this.#model.series.get(name)?.slots.keys() ?? [])];
    // Far apart the finest tier would be mostly gaps: what lies around each stamp is enough there.
    const ranges = rangesOf(stamps, stepS);
    const seen = new Set<number>();
    for (const [fromS, untilS] of ranges) {
      const answer = await store.series.read({
        ids: [await idOf(store, name)],
        fromS,
        untilS,
        nowS: this.#nowS,
        tier: { by: 'step', stepS },
        sketches: 'none',
      });
      const series = answer.series[0];
      if (series === undefined || series.stepS !== stepS) throw new Error(`${where}: the step is ${series?.stepS}`);
      const { startS, slots, columns, kind } = series;
      const used = kind === 'timer' ? [COUNT, SUM, LOWER, UPPER] : kind === 'apdex' ? [0, 1, 2] : [0];
      for (let slot = 0; slot < slots; slot++) {
        const atS = startS + slot * stepS;
        const value = wanted.get(atS);
        seen.add(atS);
        const got = used.map((c) => columns[c * slots + slot] as number);
        const same = value === undefined ? got.every(Number.isNaN) : got.every((v, i) => isNear(v, value[i] as number));
        if (!same)
          throw new Error(`${where}: slot ${atS} (${(this.#nowS - atS) / 3_600} h ago) is ${got}, not ${value}`);
      }
    }
    for (const atS of wanted.keys()) if (!seen.has(atS)) throw new Error(`${where}: slot ${atS} was not read`);
  }
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

/** (from, until] around stamps; those less than an hour apart share one. */
function rangesOf(stamps: number[], stepS: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const atS of stamps.sort((a, b) => a - b)) {
    const slotS = atS - (atS % stepS);
    const last = ranges.at(-1);
    if (last !== undefined && slotS - last[1] <= 3_600) last[1] = Math.max(last[1], slotS + stepS);
    else ranges.push([slotS - stepS - 1, slotS + stepS]);
  }
  return ranges;
}

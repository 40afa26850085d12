import { describe, expect, it } from 'vitest';
import { defaultTiers } from '../src/embedded/check-tiers.ts';
import {
  FLUSH_SCHEMA,
  isOutcome,
  isUndecided,
  kindOfTraits,
  MAX_SCHEMAS,
  ruleOfTraits,
  schemaOfTraits,
  type Tier,
  type Traits,
} from '../src/schema/schema.ts';
import { type NameRules, Schemas, type StoredSchemas } from '../src/schema/schemas.ts';
import { USUAL_RULES } from '../src/schema/usual-rules.ts';

const NOW_S = 1_700_000_000;
const DAY_S = 86_400;

const made = (
  options: { names?: NameRules; tiers?: readonly Tier[]; stored?: StoredSchemas; nowS?: number } = {},
): Schemas => {
  const { names = USUAL_RULES, tiers = defaultTiers(10), stored, nowS = NOW_S } = options;
  return new Schemas(names, tiers, stored, nowS);
};

/** The same as the catalogue keeps it. */
const kept = (schemas: Schemas): StoredSchemas => structuredClone(schemas.toStored());

const show = (tiers: readonly Tier[]): string =>
  tiers.map(({ stepS, retentionS }) => `${stepS}:${retentionS / DAY_S}d`).join();

/** Names that start with a number of days are kept so long, at one minute. */
const byDays: NameRules = {
  tiersFor: (name) => {
    const days = Number.parseInt(name, 10);
    return Number.isNaN(days) ? undefined : [{ stepS: 60, retentionS: days * DAY_S }];
  },
  ruleFor: USUAL_RULES.ruleFor,
};

describe('the schema of a series by the distance of its first points', () => {
  it.each([
    [1, '10:1d,60:14d,600:90d,3600:730d'],
    [9, '10:1d,60:14d,600:90d,3600:730d'],
    [10, '10:1d,60:14d,600:90d,3600:730d'],
    [14, '10:1d,60:14d,600:90d,3600:730d'],
    [15, '15:1d,60:14d,600:90d,3600:730d'],
    [29, '15:1d,60:14d,600:90d,3600:730d'],
    [30, '30:1d,60:14d,600:90d,3600:730d'],
    [59, '30:1d,60:14d,600:90d,3600:730d'],
    [60, '60:14d,600:90d,3600:730d'],
    [119, '60:14d,600:90d,3600:730d'],
    [120, '120:14d,600:90d,3600:730d'],
    [199, '120:14d,600:90d,3600:730d'],
    [299, '200:14d,600:90d,3600:730d'],
    [300, '300:14d,600:90d,3600:730d'],
    [900, '600:90d,3600:730d'],
    [1_200, '600:2d,1200:90d,3600:730d'],
    [1_800, '600:2d,1800:90d,3600:730d'],
    [86_400, '600:2d,3600:730d'],
  ])('%d s apart', (gapS, want) => {
    const schemas = made();
    expect(show(schemas.get(schemas.numberForGap(gapS)).tiers)).toBe(want);
  });

  it.each([[3_600, '600:2d,3600:730d']])('%d s apart gathers at ten minutes what nobody reads', (gapS, want) => {
    const schemas = made();
    const { tiers, gathers } = schemas.get(schemas.numberForGap(gapS));
    expect([gathers, show(tiers)]).toEqual([true, want]);
  });

  it('gives equal ones one number, which is not that of the flushes', () => {
    const schemas = made();
    const minute = schemas.numberForGap(60);
    expect(schemas.numberForGap(119)).toBe(minute);
    expect(schemas.numberForGap(10)).not.toBe(FLUSH_SCHEMA);
    expect(schemas.count).toBe(3);
  });

  it('has the same numbers after the store was opened again', () => {
    const before = made();
    const numbers = [60, 300, 10].map((gapS) => before.numberForGap(gapS));
    const after = made({ stored: kept(before) });
    expect(after.version).toBe(0);
    expect([60, 300, 10].map((gapS) => after.numberForGap(gapS))).toEqual(numbers);
    expect(after.count).toBe(before.count);
  });
});

describe('traits of a new series', () => {
  const fields = (traits: Traits) => ({
    kind: kindOfTraits(traits),
    outcome: isOutcome(traits),
    schema: schemaOfTraits(traits),
    undecided: isUndecided(traits),
  });
  const plain = { kind: 'plain', outcome: false };

  it.each([
    ['carpy.shop.web-1.GET-x.ok', 'timer', { kind: 'timer', outcome: true, schema: 0, undecided: false }],
    ['carpy.shop.web-1.GET-x.children.db.ok', 'timer', { kind: 'timer', outcome: false, schema: 0, undecided: false }],
    ['carpy.shop.web-1.GET-x.apdex', 'apdex', { kind: 'apdex', outcome: false, schema: 0, undecided: false }],
    ['carpy.shop.web-1.custom.x', 'counter', { kind: 'counter', outcome: false, schema: 0, undecided: false }],
  ] as const)('%s', (name, kind, want) => {
    expect(fields(made().traitsFor(name, kind, true))).toEqual(want);
  });

  it("a plain one has the flushes' schema with a flush, and waits for its second point from carbon", () => {
    const schemas = made();
    expect(fields(schemas.traitsFor('a', 'plain', true))).toEqual({ ...plain, schema: 0, undecided: false });
    expect(fields(schemas.traitsFor('a', 'plain', false))).toEqual({ ...plain, schema: 0, undecided: true });
  });

  it('a plain one that the configuration names has its tiers, whoever brings it', () => {
    const schemas = made({ names: byDays });
    for (const fromFlush of [true, false]) {
      const traits = fields(schemas.traitsFor('7.a', 'plain', fromFlush));
      expect(traits).toEqual({ ...plain, schema: 1, undecided: false });
    }
    expect(show(schemas.get(1).tiers)).toBe('60:7d');
    expect(fields(schemas.traitsFor('7.a', 'gauge', true)).schema).toBe(FLUSH_SCHEMA);
  });

  it('equal rules have one number, which is kept', () => {
    const schemas = made();
    const ruleOf = (s: Schemas, name: string): unknown => s.rule(ruleOfTraits(s.traitsFor(name, 'plain', true)));
    const first = ruleOfTraits(schemas.traitsFor('a.count', 'plain', true));
    expect(ruleOfTraits(schemas.traitsFor('b.sum', 'plain', true))).toBe(first);
    expect(ruleOf(schemas, 'a.upper_90')).toEqual({ method: 'max', xFilesFactor: 0.1 });
    const after = made({ stored: kept(schemas) });
    expect(after.rule(first)).toEqual({ method: 'sum', xFilesFactor: 0 });
    expect(() => after.rule(200)).toThrow(RangeError);
  });
});

describe('at most 16 schemas', () => {
  it("what comes past them has the flushes' own, and its step is looked for no more than theirs", () => {
    const schemas = made({ names: byDays });
    const numbers = Array.from({ length: 20 }, (_, n) =>
      schemaOfTraits(schemas.traitsFor(`${n + 1}.a`, 'plain', true)),
    );
    expect(numbers.slice(0, 15)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
    expect(numbers.slice(15)).toEqual([0, 0, 0, 0, 0]);
    expect(schemas.count).toBe(MAX_SCHEMAS);
    expect(schemas.numberForGap(300)).toBe(FLUSH_SCHEMA);
    expect(() => schemas.get(16)).toThrow(RangeError);
  });
});

describe('another flush interval', () => {
  it('gives the flushes new tiers from now on, and remembers the former ones', () => {
    const before = made();
    before.numberForGap(60);
    const after = made({ tiers: defaultTiers(5), stored: kept(before), nowS: NOW_S + 100 });
    expect(show(after.get(FLUSH_SCHEMA).tiers)).toBe('5:1d,60:14d,600:90d,3600:730d');
    expect(after.formerOf(FLUSH_SCHEMA)).toEqual([{ tiers: defaultTiers(10), untilS: NOW_S + 100 }]);
    expect(after.formerOf(1)).toEqual([]);
    expect(
      after
        .tiers()
        .map(({ stepS }) => stepS)
        .sort((a, b) => a - b),
    ).toEqual([5, 10, 60, 600, 3_600]);
    expect(after.version).toBeGreaterThan(0);
    const again = made({ tiers: defaultTiers(10), stored: kept(after), nowS: NOW_S + 200 });
    expect(again.formerOf(FLUSH_SCHEMA).map(({ tiers, untilS }) => [tiers[0]?.stepS, untilS])).toEqual([
      [10, NOW_S + 100],
      [5, NOW_S + 200],
    ]);
  });

  it('leaves every other schema its tiers', () => {
    const before = made();
    const number = before.numberForGap(10);
    const after = made({ tiers: defaultTiers(5), stored: kept(before) });
    expect(show(after.get(number).tiers)).toBe('10:1d,60:14d,600:90d,3600:730d');
    expect(after.numberForGap(10)).not.toBe(number);
  });
});

describe('another retention', () => {
  const longer = [{ stepS: 10, retentionS: 2 * DAY_S }, ...defaultTiers(10).slice(1)];

  it('moves the tiers of flushes and of what follows them', () => {
    const before = made();
    const number = before.numberForGap(15);
    const after = made({ tiers: longer, stored: kept(before) });
    expect([...after.moved]).toEqual([['10-86400', { stepS: 10, retentionS: 2 * DAY_S }]]);
    expect(after.formerOf(FLUSH_SCHEMA)).toEqual([]);
    expect(show(after.get(FLUSH_SCHEMA).tiers)).toBe('10:2d,60:14d,600:90d,3600:730d');
    expect(show(after.get(number).tiers)).toBe('15:1d,60:14d,600:90d,3600:730d');
  });

  it("moves no tier that a series has by Graphite's configuration", () => {
    const before = made({ names: byDays });
    before.traitsFor('14.a', 'plain', true);
    const tiers = defaultTiers(10).map((t) => (t.stepS === 60 ? { ...t, retentionS: 30 * DAY_S } : t));
    const after = made({ tiers, stored: kept(before) });
    expect(after.moved.size).toBe(0);
    expect(show(after.get(1).tiers)).toBe('60:14d');
    expect(after.formerOf(FLUSH_SCHEMA)).toHaveLength(1);
  });
});

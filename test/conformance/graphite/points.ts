/**
 * The points that both servers get. They end on a whole hour of yesterday, so that no case depends on when the test runs: neither on
 * where the clock stands between two slots nor on what of the day is over.
 */
import { seededRandom } from '../../../packages/demo/src/random.ts';

const DAY_S = 86_400;
const HOUR_S = 3_600;

/** The moment at which both are asked: yesterday, 21:00. */
export const NOW_S: number = Math.floor(Date.now() / 1_000 / DAY_S) * DAY_S - 3 * HOUR_S;
/** Points lie in (NOW_S - HISTORY_S, NOW_S]. */
export const HISTORY_S: number = 2 * HOUR_S;

/** Both servers' storage-schemas.conf: whatever is asked is kept in the finest tier for as long as the points are old. */
export const SCHEMAS = `[minutes]
pattern = \\.minute\\.
retentions = 60s:3d
[halves]
pattern = \\.half\\.
retentions = 30s:3d
[tiers]
pattern = ^tiers\\.
retentions = 10s:2d,60s:30d
[others]
pattern = .*
retentions = 10s:3d
`;

/** Both servers' storage-aggregation.conf. */
export const AGGREGATION = `[sums]
pattern = \\.sums\\.
xFilesFactor = 0
aggregationMethod = sum
[others]
pattern = .*
xFilesFactor = 0.5
aggregationMethod = average
`;

export interface StoredSeries {
  readonly path: string;
  /** [seconds since the epoch, value] */
  readonly points: readonly (readonly [number, number])[];
}

/** How a value comes of its index among the series' slots, counted back from NOW_S; undefined is a gap. */
type Shape = (index: number, random: () => number) => number | undefined;

const dense: Shape = (_, random) => Math.round(random() * 10_000) / 100;
const gaps: Shape = (i, random) => (i % 23 < 6 || random() < 0.3 ? undefined : random() * 50);
const negative: Shape = (i, random) => (i % 11 === 0 ? 0 : Math.round((random() - 0.6) * 1_000) / 8);
const whole: Shape = (i, random) => (i % 17 === 3 ? undefined : Math.floor(random() * 6));
/** Slots of the range that most cases ask for: the half hour before NOW_S is after it. */
const inRange = (i: number): boolean => i >= 180 && i < 240;
const only =
  (...indices: readonly number[]): Shape =>
  (i) =>
    indices.includes(i) ? 7.5 + i : undefined;
/** Grows with time, and starts anew at 0 now and then. */
const counter: Shape = (i, random) => {
  const age = 720 - i;
  return i % 29 === 0 ? undefined : (age % 37) * 40 + Math.floor(random() * 30);
};
const huge: Shape = (i, random) => (i % 2 === 0 ? 1e200 * random() : 1e-200 * random());
const regular: Shape = (i) => (i % 6 === 0 ? i % 240 : undefined);

const SERIES: Readonly<Record<string, readonly [shape: Shape, stepS?: number]>> = {
  'c.dense.web1.load': [dense],
  'c.dense.web2.load': [dense],
  'c.dense.web10.load': [dense],
  'c.gaps.web1.load': [gaps],
  'c.gaps.web2.load': [gaps],
  'c.gaps.web3.load': [gaps],
  'c.single.web1.load': [only(200)],
  'c.single.web2.load': [only(239)],
  'c.single.web3.load': [only(180)],
  'c.null.web1.load': [(i) => (inRange(i) || i < 400 ? undefined : i)],
  'c.null.web2.load': [(i) => (i > 100 ? undefined : i)],
  'c.mixed.ten.load': [dense, 10],
  'c.mixed.half.load': [gaps, 30],
  'c.mixed.minute.load': [dense, 60],
  'c.negative.web1.load': [negative],
  'c.negative.web2.load': [negative],
  'c.counter.web1.requests': [counter],
  'c.counter.web2.requests': [counter],
  'c.whole.web1.load': [whole],
  'c.whole.web2.load': [whole],
  'c.flat.web1.load': [() => 5],
  'c.flat.web2.load': [(i) => (i % 3 === 0 ? undefined : 0)],
  'c.huge.web1.load': [huge],
  'c.huge.web2.load': [huge],
  'c.regular.web1.load': [regular],
  'c.sums.web1.load': [whole],
  'tiers.sums.web1.load': [whole],
  'tiers.averages.web1.load': [gaps],
  'tiers.averages.web2.load': [dense],
  'disk.used;dc=a;host=web1': [dense],
  'disk.used;dc=a;host=web2': [gaps],
  'disk.used;dc=b;host=web1': [dense],
  'disk.free;dc=b;host=web3': [negative],
  // What names say of how values become fewer is asked of the configuration alone.
  'c.named.web1.count': [whole],
  'c.named.web1.upper': [dense],
  'c.named.web1.lower': [gaps],
  // A node that is a leaf and a branch.
  'c.both': [dense, 10],
  'c.both.web1': [dense, 10],
};

/** The same points for the same seed. */
export function storedSeries(seed: number): StoredSeries[] {
  return Object.entries(SERIES).map(([path, [shape, stepS = 10]], nth) => {
    const slots = HISTORY_S / stepS;
    const random = seededRandom(seed + nth);
    const points: [number, number][] = [];
    for (let i = slots - 1; i >= 0; i--) {
      const value = shape(i, random);
      if (value !== undefined) points.push([NOW_S - i * stepS, value]);
    }
    return { path, points };
  });
}

/** Paths of series that a glob of `*`, `?` and `[…]` matches, sorted. */
export function pathsOf(glob: string): string[] {
  const pattern = glob.replace(/[.*?]/g, (c) => ({ '.': '\\.', '*': '[^.]*', '?': '[^.]' })[c] ?? c);
  const matches = new RegExp(`^${pattern}$`);
  return Object.keys(SERIES)
    .filter((path) => matches.test(path))
    .sort();
}

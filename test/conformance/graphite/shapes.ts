/** What series a function is given: a glob of them, and one of them. */

export interface SeriesShape {
  readonly name: string;
  /** Several series where there are several. */
  readonly all: string;
  readonly one: string;
}

/** Shapes with which every value of every parameter is tried; the others take turns. */
export const THOROUGH: ReadonlySet<string> = new Set(['dense', 'gaps', 'mixed steps']);

export const shapes: readonly SeriesShape[] = [
  { name: 'dense', all: 'c.dense.*.load', one: 'c.dense.web2.load' },
  { name: 'gaps', all: 'c.gaps.*.load', one: 'c.gaps.web2.load' },
  { name: 'single point', all: 'c.single.*.load', one: 'c.single.web1.load' },
  { name: 'empty range', all: 'c.null.*.load', one: 'c.null.web1.load' },
  { name: 'no series', all: 'c.nothing.*.load', one: 'c.nothing.web1.load' },
  { name: 'mixed steps', all: 'c.mixed.*.load', one: 'c.mixed.half.load' },
  { name: 'one of a longer step', all: 'c.mixed.minute.load', one: 'c.mixed.minute.load' },
  { name: 'negative', all: 'c.negative.*.load', one: 'c.negative.web1.load' },
  { name: 'counters', all: 'c.counter.*.requests', one: 'c.counter.web1.requests' },
  { name: 'whole numbers', all: 'c.whole.*.load', one: 'c.whole.web1.load' },
  { name: 'flat', all: 'c.flat.*.load', one: 'c.flat.web2.load' },
  { name: 'huge and tiny', all: 'c.huge.*.load', one: 'c.huge.web1.load' },
  { name: 'regular gaps', all: 'c.regular.*.load', one: 'c.regular.web1.load' },
  {
    name: 'tagged',
    all: 'group(disk.used;dc=a;host=web1,disk.used;dc=a;host=web2,disk.used;dc=b;host=web1)',
    one: 'disk.used;dc=a;host=web2',
  },
  { name: 'of all kinds', all: 'c.[dgns]*.*.load', one: 'c.dense.web1.load' },
];

/** Sums of the cells of a range, by group: how many, when, and where. */
import { segment, timedSegment } from '@carpy/core';
import { ErrorCells, type ErrorPlace, HOUR_MS, MINUTE_MS } from './error-cells.ts';
import type { CountFactors, ErrorScope, RecordedErrors } from './errors-client.ts';

export interface Tally {
  count: number;
  exact: boolean;
  readonly trend: number[];
  readonly transactions: Map<string, number>;
  readonly servers: Map<string, number>;
  readonly versions: Map<string, number>;
}

/** Widths of buckets: what people count in. */
const WIDTHS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 10_080].map((minutes) => minutes * MINUTE_MS);
const SHOWN_NAMES = 50;

export interface Buckets {
  /** A multiple of the width, epoch ms. */
  readonly startMs: number;
  readonly bucketMs: number;
  readonly length: number;
}

/** At most `most` buckets. Before yesterday they are not finer than what is kept. */
export function bucketsOf(fromMs: number, toMs: number, most: number, nowMs: number): Buckets {
  const least = Math.max((toMs - fromMs) / Math.max(1, most - 1), fromMs < ErrorCells.fineFromMs(nowMs) ? HOUR_MS : 0);
  const bucketMs = WIDTHS_MS.find((width) => width >= least) ?? Math.ceil(least / HOUR_MS) * HOUR_MS;
  const startMs = Math.floor(fromMs / bucketMs) * bucketMs;
  return { startMs, bucketMs, length: Math.max(1, Math.ceil((toMs - startMs) / bucketMs)) };
}

/** Errors of each group; quick, where there are many groups. */
export function groupCounts(
  cells: ErrorCells,
  scope: ErrorScope,
  factors: CountFactors,
  transaction: string | undefined,
): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const counts: number[] = [];
  const slotOf = (fingerprint: string): number => {
    if (fingerprint === '') return NO_SLOT;
    const known = slots.get(fingerprint);
    if (known !== undefined) return known;
    slots.set(fingerprint, counts.length);
    return counts.push(0) - 1;
  };
  eachOf(cells, scope, slotOf, (slot, _place, name, count) => {
    if (transaction === undefined || name === transaction)
      counts[slot] = (counts[slot] as number) + count * factorOf(factors, name);
  });
  return new Map([...slots].flatMap(([text, slot]) => (counts[slot] === 0 ? [] : [[text, counts[slot] as number]])));
}

/** All of some groups. */
export function tallies(
  cells: ErrorCells,
  scope: ErrorScope,
  factors: CountFactors,
  { startMs, bucketMs, length }: Buckets,
  only: { readonly fingerprints: ReadonlySet<string>; readonly transaction?: string | undefined },
): ReadonlyMap<string, Tally> {
  const fingerprints = [...only.fingerprints];
  const slots = new Map(fingerprints.map((text, slot) => [text, slot]));
  const found: (Tally | undefined)[] = [];
  eachOf(
    cells,
    scope,
    (text) => slots.get(text) ?? NO_SLOT,
    (slot, { transaction, server, version }, name, count, atMs) => {
      if (only.transaction !== undefined && name !== only.transaction) return;
      let tally = found[slot];
      if (tally === undefined) {
        const trend = new Array<number>(length).fill(0);
        tally = { count: 0, exact: true, trend, transactions: new Map(), servers: new Map(), versions: new Map() };
        found[slot] = tally;
      }
      const factor = factorOf(factors, name);
      const scaled = count * factor;
      tally.count += scaled;
      if (factor !== 1) tally.exact = false;
      const bucket = Math.min(length - 1, Math.max(0, Math.floor((atMs - startMs) / bucketMs)));
      tally.trend[bucket] = (tally.trend[bucket] as number) + scaled;
      if (transaction !== '') addTo(tally.transactions, transaction, scaled);
      if (server !== '') addTo(tally.servers, server, scaled);
      if (version !== '') addTo(tally.versions, version, scaled);
    },
  );
  return new Map(
    fingerprints.flatMap((text, slot) => (found[slot] === undefined ? [] : [[text, found[slot] as Tally]])),
  );
}

const factorOf = (factors: CountFactors, transaction: string): number =>
  Object.hasOwn(factors, transaction) ? (factors[transaction] as number) : 1;

/** What the records of a range tell of errors, to be held against the metrics. */
export function recordedErrors(cells: ErrorCells, scope: ErrorScope): RecordedErrors {
  const byTransaction = new Map<string, number>();
  let others = 0;
  eachOf(
    cells,
    scope,
    () => 0,
    (_slot, { transaction }, name, count) => {
      if (transaction === '') others += count;
      else addTo(byTransaction, name, count);
    },
  );
  return { byTransaction: Object.fromEntries(byTransaction), others };
}

/** Fingerprints that a pass has nothing to do with. */
const NO_SLOT = -1;
let passes = 0;

/**
 * Hot: a day of many groups has some 500,000 cells. `slotOf` is asked once for each fingerprint, not for each cell; NO_SLOT leaves it out.
 */
function eachOf(
  cells: ErrorCells,
  { app, fromMs, toMs, servers }: ErrorScope,
  slotOf: (fingerprint: string) => number,
  visit: (slot: number, place: ErrorPlace, transactionSegment: string, count: number, atMs: number) => void,
): void {
  const pass = ++passes;
  // Places are few and cells many. Undefined: not of the scope.
  const names = new Map<ErrorPlace, string | undefined>();
  const nameOf = (place: ErrorPlace): string | undefined => {
    const isIn = place.app === app && (servers.length === 0 || servers.includes(segment(place.server)));
    const name = place.transaction === '' ? '' : transactionSegment(place.transaction);
    names.set(place, isIn ? name : undefined);
    return isIn ? name : undefined;
  };
  cells.each(fromMs, toMs, (fingerprint, place, count, atMs) => {
    const name = names.get(place) ?? (names.has(place) ? undefined : nameOf(place));
    if (name === undefined) return;
    if (fingerprint.pass !== pass) {
      fingerprint.pass = pass;
      fingerprint.slot = slotOf(fingerprint.text);
    }
    if (fingerprint.slot !== NO_SLOT) visit(fingerprint.slot, place, name, count, atMs);
  });
}

/** As the metrics name it: agents time what has no route under a reserved name. */
export const transactionSegment = (name: string): string => (name === 'unmatched' ? name : timedSegment(name));

const addTo = (sums: Map<string, number>, name: string, count: number): void => {
  sums.set(name, (sums.get(name) ?? 0) + count);
};

/** Sums rounded to whole errors, the most frequent first. */
export function namedCounts(
  sums: ReadonlyMap<string, number>,
): readonly { readonly name: string; readonly count: number }[] {
  return [...sums]
    .map(([name, count]) => ({ name, count: Math.round(count) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN_NAMES);
}

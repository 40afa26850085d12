/** Compares the flushes of one configuration, name by name and value by value, and counts what is declared to differ. */
import { isDeepStrictEqual } from 'node:util';
import type { StatsdSettings } from '@carpy/statsd';
import type { Case } from './cases.ts';
import type { Configuration } from './configurations.ts';
import { lineDifferences, meaningHere } from './differences.ts';
import type { Flush } from './flush.ts';
import { nameDifferences, type Wanted } from './name-differences.ts';
import { caseKey, caseOf } from './packets.ts';

export interface Report {
  readonly configuration: string;
  cases: number;
  /** Names and values of all flushes, ours. */
  values: number;
  /** Cases, and values, in which StatsD itself writes something else for the very same packets. */
  declaredCases: number;
  declaredValues: number;
  /** Differences that made StatsD write something else, and how often. */
  readonly seen: Map<string, number>;
  /** Values that are neither the same nor declared. */
  faultyValues: number;
  /** The first of them of each case, and each of the server's own. */
  readonly faults: string[];
}

/** One flush a window each, the first before any packet. */
export interface Flushes {
  /** StatsD's own, of the lines as they were sent, and of what they mean here. */
  readonly asSent: readonly Flush[];
  readonly asMeant: readonly Flush[];
  readonly ours: readonly Flush[];
}

export function judge(
  { name: configuration }: Configuration,
  settings: StatsdSettings,
  cases: readonly Case[],
  changed: readonly ReadonlySet<string>[],
  { asSent, asMeant, ours }: Flushes,
): Report {
  const report: Report = {
    configuration,
    cases: cases.length,
    values: 0,
    declaredCases: 0,
    declaredValues: 0,
    seen: new Map(),
    faultyValues: 0,
    faults: [],
  };
  const see = (id: string): void => void report.seen.set(id, (report.seen.get(id) ?? 0) + 1);
  const differing = new Set<number>();
  const faulty = new Set<number>();
  let ownDiffers = false;
  for (const [i, flush] of ours.entries()) {
    const meant = asMeant[i] as Flush;
    const sent = asSent[i] as Flush;
    report.values += flush.size;
    for (const name of namesOf(flush, meant, sent)) {
      const index = caseOf(name);
      const declared = nameDifference(name, meant, settings);
      const value = flush.get(name);
      const want = declared === undefined ? meant.get(name) : declared.want;
      const near = index !== undefined && changed[index]?.has('whole-weight') === true;
      const good = want === 'any' ? Number.isFinite(value) : same(value, want, near);
      if (!good) {
        report.faultyValues++;
        if (index === undefined || !faulty.has(index)) report.faults.push(fault(cases, i, name, value, want, settings));
        if (index !== undefined) faulty.add(index);
      }
      if (declared !== undefined) see(declared.id);
      else if (same(value, sent.get(name), false)) continue;
      else if (index === undefined && isNameless(name)) see('no-name');
      report.declaredValues++;
      if (index !== undefined) differing.add(index);
      else if (declared === undefined) ownDiffers = true;
    }
  }
  for (const index of differing) {
    report.declaredCases++;
    const ids = changed[index] ?? new Set<string>();
    // Of several in one case any may be the cause, so only a lone one proves that it still makes a difference.
    if (ids.size === 1) for (const id of ids) see(id);
  }
  for (const { id, onlyCounted } of lineDifferences)
    if (onlyCounted && ownDiffers && changed.some((ids) => ids.has(id))) see(id);
  return report;
}

const namesOf = (...flushes: readonly Flush[]): Set<string> => new Set(flushes.flatMap((flush) => [...flush.keys()]));

/** What StatsD makes of an empty key. */
const isNameless = (name: string): boolean => /\.(?:\.|$)/.test(name);

function same(one: number | undefined, other: number | undefined, near: boolean): boolean {
  if (one === other) return true;
  return near && one !== undefined && other !== undefined && Math.abs(one - other) <= 1e-12 * Math.abs(other);
}

function nameDifference(
  name: string,
  there: Flush,
  settings: StatsdSettings,
): { id: string; want: Wanted } | undefined {
  for (const { id, here } of nameDifferences) {
    const want = here(name, there, settings);
    if (want !== 'agree') return { id, want };
  }
  return undefined;
}

function fault(
  cases: readonly Case[],
  flush: number,
  name: string,
  value: number | undefined,
  want: Wanted,
  settings: StatsdSettings,
): string {
  const index = caseOf(name);
  const windows = index === undefined ? [] : (cases[index]?.windows ?? []);
  const key = caseKey(index ?? 0);
  const lines = windows.map((w) => w.map((line) => line.replaceAll('~~', key)));
  const meant = lines.map((w) => w.map((line) => meaningHere(line, settings).line));
  return `flush ${flush}: ${name} is ${value}, ${want} in StatsD; sent ${JSON.stringify(lines)}${
    isDeepStrictEqual(lines, meant) ? '' : `, meant ${JSON.stringify(meant)}`
  }`.replaceAll(key, '~~');
}

/** What a run of some configurations showed, in words. */
import { lineDifferences } from './differences.ts';
import type { Report } from './judge.ts';
import { nameDifferences } from './name-differences.ts';

const SHOWN = 10;

/** Faults of one configuration, the shortest first: the simplest case says most. */
export function simplestFaults({ faults }: Report): string[] {
  const shortest = [...faults].sort((a, b) => a.length - b.length).slice(0, SHOWN);
  return faults.length > SHOWN ? [...shortest, `… and ${faults.length - SHOWN} more`] : shortest;
}

/** Declared differences that no case showed: they are gone, or nothing asks for them any more. */
export function staleDifferences(reports: readonly Report[]): string[] {
  const seen = new Set(reports.flatMap((report) => [...report.seen.keys()]));
  return [...lineDifferences, ...nameDifferences].map(({ id }) => id).filter((id) => !seen.has(id));
}

export function summary(reports: readonly Report[]): string {
  const sum = (of: (report: Report) => number): number => reports.reduce((all, report) => all + of(report), 0);
  const cases = sum((report) => report.cases);
  const values = sum((report) => report.values);
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;
  const counts = new Map<string, number>();
  for (const { seen } of reports) for (const [id, count] of seen) counts.set(id, (counts.get(id) ?? 0) + count);
  return [
    `${reports.length} configurations, ${cases} cases, ${values} values flushed and compared`,
    `declared to differ: ${share(
      sum((r) => r.declaredCases),
      cases,
    )} of cases, ${share(
      sum((r) => r.declaredValues),
      values,
    )} of values`,
    `neither the same nor declared: ${sum((r) => r.faultyValues)} values`,
    ...[...counts].sort(([, a], [, b]) => b - a).map(([id, count]) => `  ${id}: ${count}`),
  ].join('\n');
}

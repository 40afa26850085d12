/** What a run showed, in words. */
import { differences } from './differences.ts';
import type { Report } from './judge.ts';
import type { EndpointReport } from './judge-endpoints.ts';

const SHOWN = 20;

/** The shortest first: the simplest case says most. */
export function simplestFaults({ faults }: Report): string[] {
  const shortest = [...faults].sort((a, b) => a.length - b.length).slice(0, SHOWN);
  return faults.length > SHOWN ? [...shortest, `… and ${faults.length - SHOWN} more`] : shortest;
}

/** Declared differences that no case showed: they are gone. */
export const staleDifferences = ({ declared }: Report): string[] =>
  differences.map(({ id }) => id).filter((id) => !declared.has(id));

export function summary({ cases, same, refused, values, declared, faults }: Report): string {
  const share = (part: number): string => `${part} (${((100 * part) / cases).toFixed(2)} %)`;
  const all = [...declared.values()].reduce((sum, n) => sum + n, 0);
  return [
    `${cases} cases, ${values} names, tags, stamps and values compared`,
    `the same: ${share(same)}; refused by both: ${share(refused)}; declared to differ: ${share(all)}; neither: ${share(faults.length)}`,
    ...[...declared].sort(([, a], [, b]) => b - a).map(([id, n]) => `  ${id}: ${share(n)}`),
  ].join('\n');
}

export function endpointSummary({ cases, same, declared, faults }: EndpointReport): string {
  const ids = [...declared].sort(([, a], [, b]) => b - a).map(([id, n]) => `${id} ${n}`);
  return `${cases} requests to endpoints, ${same} the same, ${cases - same - faults.length} declared to differ (${ids.join(', ')}), ${faults.length} neither`;
}

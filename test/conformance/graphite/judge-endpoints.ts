/** Asks both servers every endpoint, and says where answers differ and that is not declared. */
import { isDeepStrictEqual } from 'node:util';
import { type Answer, ask, unpacked } from './endpoint-answer.ts';
import type { EndpointCase } from './endpoint-cases.ts';
import { endpointDifferences } from './endpoint-differences.ts';
import type { World } from './world.ts';

export interface EndpointReport {
  cases: number;
  same: number;
  /** Cases of each declared difference. */
  readonly declared: Map<string, number>;
  readonly faults: string[];
}

export async function judgeEndpoints(world: World, cases: readonly EndpointCase[]): Promise<EndpointReport> {
  const report: EndpointReport = { cases: cases.length, same: 0, declared: new Map(), faults: [] };
  const theirs: Answer[] = [];
  const ours: Answer[] = [];
  // One after the other: some change what later ones see.
  for (const c of cases) {
    theirs.push(await ask(world.theirs, c));
    ours.push(await ask(world.ours, c));
  }
  const [there, here] = [await unpacked(theirs), await unpacked(ours)];
  for (const [i, c] of cases.entries()) judgeOne(c, there[i] as Answer, here[i] as Answer, report);
  return report;
}

function judgeOne(c: EndpointCase, theirs: Answer, ours: Answer, report: EndpointReport): void {
  if (isDeepStrictEqual(theirs, ours)) {
    report.same++;
    return;
  }
  let [want, got] = [theirs, ours];
  const ids: string[] = [];
  for (const difference of endpointDifferences) {
    if (!difference.applies(c, theirs, ours)) continue;
    const [nextWant, nextGot] = [difference.theirs?.(want) ?? want, difference.ours?.(got) ?? got];
    if (!isDeepStrictEqual(nextWant, want) || !isDeepStrictEqual(nextGot, got)) ids.push(difference.id);
    [want, got] = [nextWant, nextGot];
  }
  if (!isDeepStrictEqual(want, got)) {
    report.faults.push(`${c.path}${c.body === undefined ? '' : ` with ${c.body}`}: ${unlike(want, got)}`);
    return;
  }
  for (const id of ids) report.declared.set(id, (report.declared.get(id) ?? 0) + 1);
}

/** The first place where two answers differ, and both there. */
function unlike(want: unknown, got: unknown, path = ''): string {
  if (typeof want === 'object' && typeof got === 'object' && want !== null && got !== null) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const [one, other] = [(want as Record<string, unknown>)[key], (got as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(one, other)) return unlike(one, other, `${path}.${key}`);
    }
  }
  return `${path} is ${short(want)}, ours ${short(got)}`;
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 300);

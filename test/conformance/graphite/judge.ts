/** Asks both servers and says whether they agree, differ as declared, or differ. */
import { type Case, describeCase, queryOf } from './case.ts';
import type { Difference, Expectation } from './difference.ts';
import { differences } from './differences.ts';
import { type Rendered, type RenderedSeries, render } from './render.ts';
import { countValues, firstDifference, valuesThatBothHave } from './same.ts';
import type { World } from './world.ts';

export interface Report {
  cases: number;
  /** Both gave the same answer. */
  same: number;
  /** Both refused with status 400. */
  refused: number;
  /** Names, tags, stamps and values that were compared. */
  values: number;
  /** Cases of each declared difference. */
  readonly declared: Map<string, number>;
  /** Cases that are neither the same nor declared. */
  readonly faults: string[];
}

export const newReport = (): Report => ({ cases: 0, same: 0, refused: 0, values: 0, declared: new Map(), faults: [] });

const ENDLESS: Rendered = { status: 0, series: [], error: 'it never ends' };

export async function judge(world: World, cases: readonly Case[], report: Report): Promise<void> {
  for (const c of cases) {
    report.cases++;
    try {
      await judgeOne(world, c, report);
    } catch (e) {
      // No answer in time, or none at all: the other cases say more than nothing.
      report.faults.push(`${describeCase(c)}: ${e}`);
    }
  }
}

async function judgeOne(world: World, c: Case, report: Report): Promise<void> {
  const query = queryOf(c);
  const [theirs, ours] = await Promise.all([
    c.endless ? ENDLESS : render(world.theirs, query),
    render(world.ours, query),
  ]);
  report.values += countValues(ours);
  const found = unlike(theirs, ours);
  if (found === undefined) {
    if (ours.status === 200) report.same++;
    else report.refused++;
    return;
  }
  const declared = differences.find((difference) => difference.applies(c, theirs, ours));
  const fault = declared === undefined ? found : await faultOf(world, c, declared, theirs, ours);
  if (declared !== undefined && fault === undefined)
    report.declared.set(declared.id, (report.declared.get(declared.id) ?? 0) + 1);
  else report.faults.push(`${describeCase(c)}: ${declared === undefined ? '' : `as "${declared.id}": `}${fault}`);
}

function unlike(theirs: Rendered, ours: Rendered): string | undefined {
  if (ours.status === 200 && theirs.status === 200)
    return theirs.error || ours.error || firstDifference(theirs.series, ours.series);
  if (ours.status === 400 && theirs.status === 400) return undefined;
  return `status ${theirs.status}, ours ${ours.status} ${ours.error.slice(0, 300)}`;
}

async function faultOf(
  world: World,
  c: Case,
  declared: Difference,
  theirs: Rendered,
  ours: Rendered,
): Promise<string | undefined> {
  const expected = declared.ours;
  if (expected.kind === 'refusal') return refusalFault(c, ours);
  if (expected.kind === 'checked') return expected.check(theirs, ours);
  if (expected.kind === 'computed') return computedFault(world, c, expected, ours);
  const changed = { ...c, positional: undefined, ...expected.as(c) };
  const want = await render(world.theirs, queryOf(changed));
  const fault = expected.kind === 'meant' ? unlike(want, ours) : agreement(want, ours);
  if (fault === undefined) return undefined;
  // What is meant may differ as declared in its turn.
  const next = differences.find((other) => other !== declared && other.applies(changed, want, ours));
  return next === undefined || changed.target === c.target
    ? `${fault} (${expected.kind} ${describeCase(changed)})`
    : faultOf(world, changed, next, want, ours);
}

async function computedFault(
  world: World,
  c: Case,
  { of, compute }: Extract<Expectation, { kind: 'computed' }>,
  ours: Rendered,
): Promise<string | undefined> {
  if (ours.status !== 200) return `status ${ours.status} ${ours.error}`;
  const lists: (readonly RenderedSeries[])[] = [];
  for (const target of of(c)) {
    const { status, series } = await render(world.theirs, queryOf({ ...c, target }));
    if (status !== 200) return `status ${status} for ${target}`;
    lists.push(series);
  }
  const want = compute(lists, c);
  // What tags it has is compared where graphite-web answers as well.
  return firstDifference(
    want.map((s, i) => ({ ...s, tags: ours.series[i]?.tags ?? {} })),
    ours.series,
  );
}

function agreement(want: Rendered, ours: Rendered): string | undefined {
  if (want.status !== 200 || ours.status !== 200) return `status ${want.status}, ours ${ours.status} ${ours.error}`;
  return valuesThatBothHave(want.series, ours.series);
}

/** A refusal helps: it has a code and a position, and names the function and what it takes. */
function refusalFault({ fn }: Case, ours: Rendered): string | undefined {
  if (ours.status !== 400) return `status ${ours.status} instead of a refusal`;
  const { code, message, position } = (JSON.parse(ours.error) as { error: Record<string, unknown> }).error;
  if (typeof code !== 'string' || !code.startsWith('CARPY_')) return `no code: ${ours.error}`;
  // What tags' expressions are is the store's business, which knows no target.
  if (typeof position !== 'number' && code !== 'CARPY_BAD_REQUEST') return `no position: ${ours.error}`;
  if (fn !== undefined && code !== 'CARPY_BAD_REQUEST' && !String(message).includes(`${fn}()`))
    return `${fn}() is not named: ${ours.error}`;
  return undefined;
}

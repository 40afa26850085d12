/** The table of a transaction's functions: as they nest, siblings by total time, own time last. */
import type { FunctionRow } from '@carpy/api';
import { OWN_SEGMENT } from '@carpy/core';
import { type AppFacts, functionDisplay } from '../app-facts.ts';
import type { AppRecords } from '../app-records.ts';
import { type FunctionSums, sumFunctions, sumOutcomes, unmeasuredOwn } from '../function-sums.ts';
import { rounded, shareOf } from '../values.ts';

export function functionRows(records: AppRecords, facts: AppFacts): FunctionRow[] {
  const whole = sumOutcomes(records.plan, records.outcomes);
  const requests = whole.okCount + whole.errorCount;
  if (requests === 0) return [];
  const sums = sumFunctions(records.plan, records.functions);
  addUnmeasuredOwn(sums, records);

  const children = new Map<string, FunctionSums[]>();
  for (const f of sums.values()) {
    if (f.okCount + f.errorCount === 0) continue;
    const parent = f.functions.slice(0, -1).join('.');
    children.set(parent, [...(children.get(parent) ?? []), f]);
  }
  const rows: FunctionRow[] = [];
  const visit = (parent: string): void => {
    for (const f of (children.get(parent) ?? []).sort(byTime)) {
      const name = f.functions.join('.');
      const totalMs = timeOf(f);
      const childrenMs = (children.get(name) ?? []).reduce((ms, child) => ms + timeOf(child), 0);
      rows.push({
        function: name,
        display: functionDisplay(facts, f.functions),
        depth: f.functions.length - 1,
        calls: rounded(f.okCount + f.errorCount) ?? 0,
        callsPerRequest: rounded((f.okCount + f.errorCount) / requests) ?? 0,
        meanOkMs: rounded(f.okMs / f.okCount),
        meanErrorMs: rounded(f.errorMs / f.errorCount),
        errorCount: rounded(f.errorCount) ?? 0,
        totalMs: rounded(totalMs) ?? 0,
        inclusivePerRequestMs: rounded(totalMs / requests) ?? 0,
        selfPerRequestMs: rounded(Math.max(0, totalMs - childrenMs) / requests) ?? 0,
        share: shareOf(totalMs, whole.okMs + whole.errorMs),
      });
      visit(name);
    }
  };
  visit('');
  return rows;
}

/** A transaction without timed functions has a table of one row: its own time. */
function addUnmeasuredOwn(sums: Map<string, FunctionSums>, records: AppRecords): void {
  const direct = records.functions.filter((f) => f.functions.length === 1);
  const unmeasured = unmeasuredOwn(records.plan, records.outcomes, direct);
  if (unmeasured.okCount === 0) return;
  const own = sums.get(OWN_SEGMENT);
  if (own === undefined) sums.set(OWN_SEGMENT, { ...unmeasured, functions: [OWN_SEGMENT] });
  else {
    own.okCount += unmeasured.okCount;
    own.okMs += unmeasured.okMs;
  }
}

const timeOf = (f: FunctionSums): number => f.okMs + f.errorMs;
const isOwn = (f: FunctionSums): number => (f.functions.at(-1) === OWN_SEGMENT ? 1 : 0);
const byTime = (a: FunctionSums, b: FunctionSums): number =>
  isOwn(a) - isOwn(b) || timeOf(b) - timeOf(a) || (a.functions.join('.') < b.functions.join('.') ? -1 : 1);

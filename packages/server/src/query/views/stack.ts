/**
 * The stack of a response time: for each slot, the time of each direct child over the number of transactions, ok and error alike,
 * and the transactions' own time last. It is the mean, taken apart; where children ran at once it is more than the mean.
 */
import type { StackLayer } from '@carpy/api';
import { OWN_SEGMENT } from '@carpy/core';
import { type AppFacts, functionDisplay } from '../app-facts.ts';
import type { AppRecords } from '../app-records.ts';
import { sumFunctions, sumOutcomes, type TimeSums, unmeasuredOwn } from '../function-sums.ts';
import { rounded } from '../values.ts';

/** Layers of functions; the rest is one layer. */
const MAX_LAYERS = 8;
/** Own time and children may exceed the mean by rounding; more than this share of it is overlap. */
const OVERLAP = 1.01;

export interface Stack {
  readonly layers: readonly StackLayer[];
  /** Mean of ok and error together over the grid, ms. */
  readonly meanMs: Float64Array;
  readonly parallel: boolean;
}

export function stackOf(records: AppRecords, facts: AppFacts): Stack {
  const { plan } = records;
  const direct = records.functions.filter((f) => f.functions.length === 1);
  const whole = sumOutcomes(plan, records.outcomes);
  const sums = sumFunctions(plan, direct);
  const measured = sums.get(OWN_SEGMENT);
  sums.delete(OWN_SEGMENT);
  const ownMs = unmeasuredOwn(plan, records.outcomes, direct).sumMs;
  if (measured !== undefined)
    for (let b = 0; b < plan.slots; b++) ownMs[b] = (ownMs[b] as number) + (measured.sumMs[b] as number);

  const ranked = [...sums.values()].sort(
    (a, b) => timeOf(b) - timeOf(a) || (a.functions.join() < b.functions.join() ? -1 : 1),
  );
  const layer = (name: string, display: string, sumMs: Float64Array): StackLayer => ({
    function: name,
    display,
    values: Array.from(sumMs, (ms, b) => rounded(ms / (whole.count[b] as number))),
  });
  const layers = ranked
    .slice(0, MAX_LAYERS)
    .map((f) => layer(f.functions.join('.'), functionDisplay(facts, f.functions), f.sumMs));
  const rest = ranked.slice(MAX_LAYERS);
  if (rest.length > 0) layers.push(layer('_rest', `${rest.length} more`, added(rest, plan.slots)));
  if (whole.okCount + whole.errorCount > 0)
    layers.push(layer(OWN_SEGMENT, functionDisplay(facts, [OWN_SEGMENT]), ownMs));

  const all = added([...sums.values(), { sumMs: ownMs }], plan.slots);
  return {
    layers,
    meanMs: whole.sumMs.map((ms, b) => ms / (whole.count[b] as number)),
    parallel: all.some((ms, b) => (whole.count[b] as number) > 0 && ms > (whole.sumMs[b] as number) * OVERLAP),
  };
}

const timeOf = (f: TimeSums): number => f.okMs + f.errorMs;

function added(parts: readonly { readonly sumMs: Float64Array }[], slots: number): Float64Array {
  const sum = new Float64Array(slots);
  for (const { sumMs } of parts) for (let b = 0; b < slots; b++) sum[b] = (sum[b] as number) + (sumMs[b] as number);
  return sum;
}

/** `GET /api/v1/apps/:app/heatmap`: requests by slot and duration, from merged sketches. */
import type { HeatmapAnswer } from '@carpy/api';
import { bucketStart } from '@carpy/core';
import { annotationsOf, displayOf } from '../app-facts.ts';
import { newTotals, sumSlots } from '../app-sums.ts';
import { gridAnswer } from '../grid.ts';
import type { QueryRequests } from '../query-client.ts';
import type { QueryContext } from '../query-context.ts';
import type { TimerTotal } from '../timer-total.ts';
import { rounded } from '../values.ts';
import { type HeatmapRows, rowOf, rowsOf } from './heatmap-rows.ts';
import { openPage, rangeAnswer } from './page.ts';
import { checkExists } from './transaction.ts';

export async function heatmap(
  context: QueryContext,
  request: QueryRequests['heatmap']['request'],
): Promise<HeatmapAnswer> {
  const { app, servers, transaction, range, nowMs } = request;
  const status = await context.reader.status();
  const chosen = { app, servers, functions: 'none', ...(transaction === undefined ? {} : { transaction }) } as const;
  const { facts, records } = await openPage(context, status, chosen, request);
  if (transaction !== undefined && records.outcomes.length === 0) await checkExists(context, app, transaction);

  const { plan, outcomes } = records.percentiles ?? records;
  const grid = records.percentiles === undefined ? records.grid : gridAnswer(plan, records.coverage, range, nowMs);
  const whole = newTotals();
  const perServer = newTotals();
  const slots = sumSlots(plan, outcomes, whole, () => perServer);
  const rows = rowsOf((visit) => {
    whole.ok.forEachBucket(visit);
    whole.error.forEachBucket(visit);
  });
  const closed = records.percentiles?.openFrom ?? grid.openSlot ?? plan.slots;
  const percentile = (of: (slot: TimerTotal) => number): (number | null)[] =>
    slots.ok.map((slot, at) => (at < closed ? rounded(of(slot)) : null));
  return {
    range: rangeAnswer(range),
    grid,
    app: facts.app,
    ...(transaction === undefined ? {} : { transaction }),
    display: transaction === undefined ? facts.display : displayOf(facts, transaction),
    edgesMs: edgesOf(rows),
    columns: slots.ok.map((ok, at) => columnOf(rows, [ok, slots.error[at] as TimerTotal])),
    median: percentile((slot) => slot.medianMs()),
    upper_95: percentile((slot) => slot.p95Ms()),
    count: rounded(whole.ok.count + whole.error.count) ?? 0,
    withoutSketch: rounded(whole.ok.bareCount + whole.error.bareCount) ?? 0,
    annotations: await annotationsOf(context.state, facts.app, range),
  };
}

/** Seven digits: a filter made of an edge then still finds what lies on it. */
const edgesOf = ({ rows, firstBucket, bucketsPerRow }: HeatmapRows): number[] =>
  rows === 0
    ? []
    : Array.from({ length: rows + 1 }, (_, row) =>
        Number(bucketStart(firstBucket + row * bucketsPerRow).toPrecision(7)),
      );

function columnOf(rows: HeatmapRows, totals: readonly TimerTotal[]): number[] | null {
  if (totals.every((total) => total.count === 0)) return null;
  const counts = new Array<number>(rows.rows).fill(0);
  for (const total of totals)
    total.forEachBucket((bucket, weight) => {
      const row = rowOf(rows, bucket);
      counts[row] = (counts[row] as number) + weight;
    });
  return counts.map((count) => rounded(count) ?? 0);
}

/** Counts of a segment that lies in the range whole, from its tables, where the filter asks for nothing that they do not part. */
import { DURATION_STEPS } from '@carpy/core';
import { FACET_COLUMNS, type FacetColumn, type FacetTallies, type Tally } from './facet-tallies.ts';
import type { Histogram } from './histogram.ts';
import type { CodesNode, PlanNode } from './plan-node.ts';
import type { CodeTable } from './row-codes.ts';
import type { RowSource } from './row-source.ts';
import type { PlannedSource } from './search-work.ts';
import { type Apps, appsOf, type Tallies } from './segment-tallies.ts';
import { ZONE_ROWS } from './zones.ts';

const STEPS = DURATION_STEPS.length + 1;

export class WholeCounts {
  readonly #source: RowSource;
  readonly #tallies: Tallies;
  readonly #apps: Apps;
  readonly #results: number;
  /** By number of the app and by code: 0 for those that do not match. */
  readonly #appAnswers: Uint8Array;
  readonly #resultAnswers: Uint8Array;

  private constructor(
    source: RowSource,
    tallies: Tallies,
    apps: Apps,
    appAnswers: Uint8Array,
    resultAnswers: Uint8Array,
  ) {
    this.#source = source;
    this.#tallies = tallies;
    this.#apps = apps;
    this.#results = Math.max(1, resultAnswers.length);
    this.#appAnswers = appAnswers;
    this.#resultAnswers = resultAnswers;
  }

  /** Undefined where rows must be looked at. */
  static of({ source, plan, range }: PlannedSource): WholeCounts | undefined {
    if (range.low !== 0 || range.high !== source.rows) return undefined;
    const asked = partsOf(plan);
    if (asked === undefined) return undefined;
    const tallies = source.tallies();
    if (tallies === undefined) return undefined;
    const { fields, counts } = source.table('what');
    const apps = appsOf(fields);
    const appAnswers = byApp(apps, counts, asked.what);
    const resultAnswers = asked.result?.answers ?? new Uint8Array(source.table('result').fields.length).fill(2);
    return appAnswers && new WholeCounts(source, tallies, apps, appAnswers, resultAnswers);
  }

  into(total: Tally, facets: FacetTallies): void {
    const { byKey, byOrigin, byStep } = this.#tallies;
    const results = this.#results;
    const [what, origin, result] = [
      this.#source.table('what'),
      this.#source.table('origin'),
      this.#source.table('result'),
    ];
    const ofWhat = sums.what.begin(what);
    const ofResult = sums.result.begin(result);
    for (let i = 0; i < byKey.keys.length; i++) {
      const key = byKey.keys[i] as number;
      const code = Math.floor(key / results);
      if (!this.#fits(this.#apps.of[code] as number, key % results)) continue;
      const [count, sum] = [byKey.counts[i] as number, byKey.sums[i] as number];
      total.add(count, sum);
      ofWhat.add(code, count, sum);
      ofResult.add(key % results, count, sum);
    }
    const ofOrigin = sums.origin.begin(origin);
    const appOfOrigin = origin.fields.map(({ app = '' }) => this.#apps.names.indexOf(app));
    for (let i = 0; i < byOrigin.keys.length; i++) {
      const key = byOrigin.keys[i] as number;
      const code = Math.floor(key / results);
      if (this.#fits(appOfOrigin[code] as number, key % results))
        ofOrigin.add(code, byOrigin.counts[i] as number, byOrigin.sums[i] as number);
    }
    for (const column of FACET_COLUMNS) sums[column].into(facets, column);
    for (let i = 0; i < byStep.keys.length; i++) {
      const key = byStep.keys[i] as number;
      const kind = Math.floor(key / STEPS);
      const step = DURATION_STEPS[key % STEPS];
      if (step !== undefined && this.#fits(Math.floor(kind / results), kind % results))
        facets.add('duration', step.value, byStep.counts[i] as number, byStep.sums[i] as number);
    }
  }

  /** Zones that lie in one bucket count as a whole; the rows of others are looked at. */
  intoHistogram(histogram: Histogram): void {
    const { byZone, zoneMs } = this.#tallies;
    const results = this.#results;
    const apps = this.#apps.names.length;
    const { fields } = this.#source.table('result');
    let parted = -1;
    for (let i = 0; i < byZone.keys.length; i++) {
      const key = byZone.keys[i] as number;
      const kind = Math.floor(key / results);
      const zone = Math.floor(kind / apps);
      if (zone === parted || !this.#fits(kind % apps, key % results)) continue;
      const [firstMs, lastMs] = [zoneMs[zone] as number, zoneMs[zone + 1] as number];
      if (histogram.isOneBucket(firstMs, lastMs))
        histogram.add(firstMs, fields[key % results]?.outcome === 'error', byZone.sums[i] as number);
      else {
        parted = zone;
        this.#zoneInto(zone, histogram);
      }
    }
  }

  #zoneInto(zone: number, histogram: Histogram): void {
    const low = zone * ZONE_ROWS;
    const rows = this.#source.zoneRows(low, Math.min(this.#source.rows, low + ZONE_ROWS));
    const results = this.#source.table('result').fields;
    const weights = this.#source.table('weight').fields;
    for (let i = 0; i < rows.startMs.length; i++) {
      const result = rows.result?.[i] ?? 0;
      if (!this.#fits(this.#apps.of[rows.what?.[i] ?? 0] as number, result)) continue;
      const weight = weights[rows.weight?.[i] ?? 0]?.weight ?? 1;
      histogram.add(rows.startMs[i] as number, results[result]?.outcome === 'error', weight);
    }
  }

  #fits(app: number, result: number): boolean {
    return this.#appAnswers[app] !== 0 && this.#resultAnswers[result] !== 0;
  }
}

/** Sums of one source by code; the same memory for source after source. */
class CodeSums {
  #table: CodeTable | undefined;
  #counts = new Float64Array(256);
  #sums = new Float64Array(256);

  begin(table: CodeTable): this {
    this.#table = table;
    const { length } = table.fields;
    if (length > this.#counts.length) {
      this.#counts = new Float64Array(length * 2);
      this.#sums = new Float64Array(length * 2);
    } else {
      this.#counts.fill(0, 0, length);
      this.#sums.fill(0, 0, length);
    }
    return this;
  }

  add(code: number, count: number, sum: number): void {
    this.#counts[code] = (this.#counts[code] as number) + count;
    this.#sums[code] = (this.#sums[code] as number) + sum;
  }

  into(facets: FacetTallies, column: FacetColumn): void {
    const table = this.#table as CodeTable;
    for (let code = 0; code < table.fields.length; code++) {
      const count = this.#counts[code] as number;
      if (count > 0) facets.addCode(column, table, code, count, this.#sums[code] as number);
    }
  }
}

const sums: Readonly<Record<FacetColumn, CodeSums>> = {
  what: new CodeSums(),
  origin: new CodeSums(),
  result: new CodeSums(),
};

/** Undefined where a plan asks for more than codes of `what` and `result`. */
function partsOf(plan: PlanNode): { readonly what?: CodesNode; readonly result?: CodesNode } | undefined {
  const asked: { what?: CodesNode; result?: CodesNode } = {};
  for (const part of plan.is === 'and' ? plan.parts : [plan])
    if (part.is === 'codes' && (part.column === 'what' || part.column === 'result')) asked[part.column] = part;
    else if (part.is !== 'all' || part.answer !== 2) return undefined;
  return asked;
}

/** Undefined where not all that an app does is asked for alike. */
function byApp(apps: Apps, counts: Uint32Array, what: CodesNode | undefined): Uint8Array | undefined {
  const answers = new Uint8Array(apps.names.length).fill(what === undefined ? 2 : 255);
  if (what === undefined) return answers;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] === 0) continue;
    const app = apps.of[code] as number;
    if (answers[app] === 255) answers[app] = what.answers[code] as number;
    else if (answers[app] !== what.answers[code]) return undefined;
  }
  return answers;
}

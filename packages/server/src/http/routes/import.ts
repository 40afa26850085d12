/**
 * `/api/v1/import`: points of series with a history, many at a time, as `carpy import` sends them. Each archive of a series has the step in
 * which its points came; a point of a coarse archive fills the finer slots that are kept of its time, so that charts of that time are whole.
 */
import type { ImportAnswer, ImportSeries } from '@carpy/api';
import {
  canonicalName,
  type PointBatch,
  ROLL_UP_METHODS,
  type RollUpMethod,
  type SeriesDeclaration,
} from '@carpy/core';
import { readJson } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { listOf, numberOf, objectOf, onlyFields, optionalNumberOf, optionalTextOf, textOf } from '../fields.ts';
import type { Route } from '../route.ts';

const MAX_BYTES = 8_388_608;
const MAX_NAME_LENGTH = 8_192;
const MAX_SERIES = 10_000;
const MAX_ARCHIVES = 64;
const MAX_POINTS = 500_000;
/** The longest step that anybody rolls up to: a year, in seconds. */
const MAX_STEP_S = 31_622_400;
const MAX_STAMP_S = 4_294_967_295;
const METHODS: readonly string[] = ROLL_UP_METHODS;

export function importRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/import',
    methods: {
      POST: async (c) => {
        const fields = objectOf(await readJson(c, MAX_BYTES), 'import');
        onlyFields(fields, 'import', ['series']);
        const series = listOf(fields['series'], 'series', MAX_SERIES).map((one, i) => seriesOf(one, `series[${i}]`));
        const { stored, rejected, rejectedNames } = await deps.store.importPoints(batchOf(series));
        const answer: ImportAnswer = { series: series.length, stored, rejected, rejectedNames };
        return c.json(answer, 200, { 'Cache-Control': 'no-store' });
      },
    },
  };
}

function seriesOf(value: unknown, path: string): ImportSeries {
  const fields = objectOf(value, path);
  onlyFields(fields, path, ['name', 'method', 'xFilesFactor', 'archives']);
  const given = textOf(fields['name'], `${path}.name`, MAX_NAME_LENGTH);
  const name = canonicalName(given);
  if (name === undefined) throw badRequest(`${path}.name: "${given.slice(0, 100)}" is no name of a series`);
  const method = optionalTextOf(fields['method'], `${path}.method`, 20);
  if (method !== undefined && !METHODS.includes(method))
    throw badRequest(`${path}.method: "${method}" was sent, one of ${METHODS.join(', ')} is needed`);
  const xFilesFactor = optionalNumberOf(fields['xFilesFactor'], `${path}.xFilesFactor`, 0, 1);
  return {
    name,
    ...(method === undefined ? {} : { method: method as RollUpMethod }),
    ...(xFilesFactor === undefined ? {} : { xFilesFactor }),
    archives: listOf(fields['archives'], `${path}.archives`, MAX_ARCHIVES).map((archive, i) => {
      const where = `${path}.archives[${i}]`;
      const parts = objectOf(archive, where);
      onlyFields(parts, where, ['stepS', 'atS', 'values']);
      const stepS = numberOf(parts['stepS'], `${where}.stepS`, 0, MAX_STEP_S);
      const atS = numbersOf(parts['atS'], `${where}.atS`);
      const values = numbersOf(parts['values'], `${where}.values`);
      if (atS.length !== values.length)
        throw badRequest(
          `${where}: ${atS.length} stamps and ${values.length} values were sent, as many of each are needed`,
        );
      return { stepS: Math.floor(stepS), atS, values };
    }),
  };
}

/** Points are many: each is looked at once, without a list of its own. */
function numbersOf(value: unknown, path: string): readonly number[] {
  const list = listOf(value, path, MAX_POINTS);
  for (let i = 0; i < list.length; i++)
    if (typeof list[i] !== 'number') numberOf(list[i], `${path}[${i}]`, 0, MAX_STAMP_S);
  return list as readonly number[];
}

function batchOf(series: readonly ImportSeries[]): PointBatch {
  const count = series.reduce((n, s) => n + s.archives.reduce((m, a) => m + a.atS.length, 0), 0);
  if (count > MAX_POINTS)
    throw badRequest(`series: ${count} points were sent, at most ${MAX_POINTS} are taken at a time`);
  const declared: SeriesDeclaration[] = [];
  const batch = {
    ids: new Uint32Array(count),
    atS: new Float64Array(count),
    values: new Float64Array(count),
    spanS: new Uint32Array(count),
  };
  let row = 0;
  for (const [id, { name, method, xFilesFactor, archives }] of series.entries()) {
    const rule = method === undefined ? {} : { rule: { method, xFilesFactor: xFilesFactor ?? 0.5 } };
    declared.push({ id, kind: 'plain', name, ...rule });
    for (const { stepS, atS, values } of archives) {
      batch.ids.fill(id, row, row + atS.length);
      batch.atS.set(atS, row);
      batch.values.set(values, row);
      batch.spanS.fill(stepS, row, row + atS.length);
      row += atS.length;
    }
  }
  return { declared, ...batch };
}

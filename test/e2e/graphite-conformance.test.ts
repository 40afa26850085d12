/**
 * The same points and the same requests to a real graphite-web with carbon-cache and to carpy: the same names, tags, stamps and values, or
 * a difference that docs/graphite.md declares. CARPY_TEST_SEED makes other cases; test/long/graphite-conformance.test.ts makes all.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, ELSEWHERE } from '../conformance/graphite/differences.ts';
import { endpointCases } from '../conformance/graphite/endpoint-cases.ts';
import { ENDPOINTS_ELSEWHERE, endpointDifferences } from '../conformance/graphite/endpoint-differences.ts';
import { judge, newReport, type Report } from '../conformance/graphite/judge.ts';
import { judgeEndpoints } from '../conformance/graphite/judge-endpoints.ts';
import { endpointSummary, simplestFaults, staleDifferences, summary } from '../conformance/graphite/summary.ts';
import { sampleOfCases } from '../conformance/graphite/whole.ts';
import { startWorld, type World } from '../conformance/graphite/world.ts';
import { noGraphite } from '../support/graphite-web.ts';
import { root } from './carpy-process.ts';

const seed = Number(process.env['CARPY_TEST_SEED'] ?? 2_003);
const title = noGraphite === undefined ? '' : `: skipped, ${noGraphite}`;

describe.skipIf(noGraphite !== undefined)(`the same requests get the same answers as from graphite-web${title}`, () => {
  let world: World;
  const report: Report = newReport();
  beforeAll(async () => {
    world = await startWorld(seed);
    await judge(world, sampleOfCases(seed, 400, 50), report);
    console.log(`graphite conformance, seed ${seed}: ${summary(report)}`);
  }, 300_000);
  afterAll(() => world?.stop());

  it('name by name and value by value', () => {
    expect(simplestFaults(report)).toEqual([]);
    expect(report.values).toBeGreaterThan(report.cases * 50);
  });

  it('and each declared difference is one', () => {
    expect(staleDifferences(report)).toEqual([]);
  });

  it('on every endpoint', { timeout: 120_000 }, async () => {
    const endpoints = await judgeEndpoints(world, endpointCases());
    console.log(`graphite conformance: ${endpointSummary(endpoints)}`);
    expect(endpoints.faults).toEqual([]);
    expect(endpointDifferences.map(({ id }) => id).filter((id) => !endpoints.declared.has(id))).toEqual([]);
  });
});

it('every row of the tables of differences is asserted, and every difference has its row', () => {
  const rows = readFileSync(join(root, 'docs/graphite.md'), 'utf8')
    .split('| what | graphite-web | carpy | why |\n|---|---|---|---|\n')
    .slice(1)
    .flatMap((table) => table.slice(0, table.indexOf('\n\n')).split('\n'))
    .map((row) => /^\| (.+?) (?<!\\)\|/.exec(row)?.[1]);
  const asserted = [...differences, ...endpointDifferences].map(({ row }) => row);
  const elsewhere = Object.keys({ ...ELSEWHERE, ...ENDPOINTS_ELSEWHERE });
  expect([...new Set([...asserted, ...elsewhere])].sort()).toEqual(rows.sort());
});

/**
 * A hundred thousand cases against npm statsd, over all configurations. CARPY_TEST_SEED repeats a run, CARPY_TEST_CASES sets the cases of
 * each configuration. The quick sample of the same is packages/statsd/test/conformance/conformance.test.ts.
 */
import { expect, it } from 'vitest';
import { generatedCases } from '../../packages/statsd/test/conformance/cases.ts';
import { compare } from '../../packages/statsd/test/conformance/compare.ts';
import { configurations } from '../../packages/statsd/test/conformance/configurations.ts';
import type { Report } from '../../packages/statsd/test/conformance/judge.ts';
import { simplestFaults, staleDifferences, summary } from '../../packages/statsd/test/conformance/summary.ts';
import { table } from '../../packages/statsd/test/conformance/table.ts';

const STEP_S = 5;

it('npm statsd and we flush the same', async () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  const count = Number(process.env['CARPY_TEST_CASES'] ?? 8_500);
  console.log(`statsd conformance: seed ${seed}, ${count} cases for each of ${configurations.length} configurations`);
  const reports: Report[] = [];
  for (const [i, configuration] of configurations.entries()) {
    reports.push(await compare(configuration, [...table, ...generatedCases(seed + i, count)], STEP_S));
  }
  console.log(`statsd conformance: ${summary(reports)}`);
  const faults = reports.map((report) => [report.configuration, simplestFaults(report)]);
  expect(faults.filter(([, found]) => found?.length !== 0)).toEqual([]);
  expect(staleDifferences(reports)).toEqual([]);
});

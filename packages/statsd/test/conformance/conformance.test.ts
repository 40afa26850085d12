/**
 * The same packets to StatsD itself (npm `statsd` 0.9.0, in a process of its own) and to us: the same names and the same values, flush by
 * flush, or a difference that differences.ts declares. CARPY_TEST_SEED makes other cases; test/long/statsd-conformance.test.ts makes more.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedCases } from './cases.ts';
import { compare } from './compare.ts';
import { configurations } from './configurations.ts';
import type { Report } from './judge.ts';
import { simplestFaults, staleDifferences, summary } from './summary.ts';
import { table } from './table.ts';

const seed = Number(process.env['CARPY_TEST_SEED'] ?? 20_130);
const CASES = 1_000;
const STEP_S = 2;
const told = configurations.slice(0, 4);

describe('the same packets give the same flushes as npm statsd', { timeout: 90_000 }, () => {
  let reports: readonly Report[] = [];
  beforeAll(async () => {
    reports = await Promise.all(
      told.map((configuration, i) => compare(configuration, [...table, ...generatedCases(seed + i, CASES)], STEP_S)),
    );
    console.log(`statsd conformance, seed ${seed}: ${summary(reports)}`);
  }, 90_000);

  for (const [i, { name }] of told.entries()) {
    it(`with ${name}`, () => {
      const report = reports[i] as Report;
      expect(simplestFaults(report)).toEqual([]);
      expect(report.values).toBeGreaterThan(CASES * 5);
    });
  }

  it('and each declared difference is one', () => {
    expect(staleDifferences(reports)).toEqual([]);
  });
});

/**
 * Every function with every parameter over series of every shape, asked of a real graphite-web and carbon-cache and of carpy.
 * CARPY_TEST_SEED repeats a run, CARPY_TEST_CASES sets the number of functions in functions, CARPY_TEST_FUNCTION takes functions that a
 * regular expression matches. The quick sample of the same is test/e2e/graphite-conformance.test.ts.
 */
import { expect, it } from 'vitest';
import { judge, newReport } from '../conformance/graphite/judge.ts';
import { simplestFaults, staleDifferences, summary } from '../conformance/graphite/summary.ts';
import { allCases } from '../conformance/graphite/whole.ts';
import { startWorld } from '../conformance/graphite/world.ts';
import { noGraphite } from '../support/graphite-web.ts';

const title = noGraphite === undefined ? '' : `: skipped, ${noGraphite}`;

const REPORTED_EACH = 5_000;
/** Ten minutes on two cores that do nothing else. */
const TIMEOUT_MS = 3_600_000;

it.skipIf(noGraphite !== undefined)(
  `graphite-web and carpy answer the same${title}`,
  { timeout: TIMEOUT_MS },
  async () => {
    const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
    const nested = Number(process.env['CARPY_TEST_CASES'] ?? 3_000);
    const only = process.env['CARPY_TEST_FUNCTION'];
    const cases = allCases(seed, nested).filter(({ fn = '' }) => only === undefined || new RegExp(only).test(fn));
    console.log(`graphite conformance: seed ${seed}, ${cases.length} cases`);
    const report = newReport();
    const world = await startWorld(seed);
    try {
      for (let done = 0; done < cases.length; done += REPORTED_EACH) {
        await judge(world, cases.slice(done, done + REPORTED_EACH), report);
        // So that a run that is cut short has said something.
        console.log(`graphite conformance: ${report.cases} cases asked\n${simplestFaults(report).join('\n')}`);
      }
    } finally {
      await world.stop();
    }
    console.log(`graphite conformance: ${summary(report)}`);
    expect(simplestFaults(report)).toEqual([]);
    if (only === undefined) expect(staleDifferences(report)).toEqual([]);
  },
);

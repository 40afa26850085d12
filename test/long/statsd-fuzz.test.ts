/**
 * Ten million packets of good lines, bad lines and no lines against the aggregator: none throws, every line is taken or counted, and
 * memory stays. CARPY_TEST_SEED repeats a run, CARPY_TEST_PACKETS makes it longer.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { fuzz } from '../../packages/statsd/test/protocol/fuzz-packets.ts';

/** Names, sets and logs are at their bounds half way; what may come on top is slack of the JavaScript engine. */
const SLACK_BYTES = 8 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('takes or counts every line of ten million packets, and does not grow', () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  const packets = Number(process.env['CARPY_TEST_PACKETS'] ?? 10_000_000);
  console.log(`statsd-fuzz: seed ${seed}, ${packets} packets`);
  const { taken, bad, events, serviceChecks, halfWayBytes, endBytes } = fuzz(packets, seed, collect);
  const dropped = Object.values(bad).reduce((sum, n) => sum + n, 0);
  console.log(`statsd-fuzz: ${taken} values taken, ${dropped} bad, ${events} events, ${serviceChecks} service checks`);
  console.log(
    `statsd-fuzz: ${(halfWayBytes / 1e6).toFixed(1)} MB half way, ${(endBytes / 1e6).toFixed(1)} MB at the end`,
  );
  expect(Math.min(taken, dropped, events, serviceChecks)).toBeGreaterThan(packets / 1_000);
  expect(endBytes).toBeLessThan(halfWayBytes + SLACK_BYTES);
});

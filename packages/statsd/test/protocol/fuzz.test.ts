import { expect, it } from 'vitest';
import { fuzz, outcomesOf } from './fuzz-packets.ts';

it.each([
  ['', 0],
  ['\n\r\n', 0],
  ['a:1|c', 1],
  ['a:1:2|c:3|ms', 3],
  ['a:1|c:2|c|#x:1,y:2|c:3', 2],
  ['a:1|c|c:2|T1:1', 1],
  ['a|#b:1:2', 1],
  ['a\n:\r\nb', 3],
  ['_e{1,1}:a|b:c', 1],
])('%j has %i outcomes', (packet, outcomes) => {
  expect(outcomesOf(packet)).toBe(outcomes);
});

// The long run is test/long/statsd-fuzz.test.ts.
it('no packet throws, and each line is taken or counted', () => {
  const seed = Number(process.env['CARPY_TEST_SEED'] ?? 20_261_122);
  const report = fuzz(100_000, seed);
  expect(report.taken).toBeGreaterThan(50_000);
  expect(report.events).toBeGreaterThan(500);
  expect(report.serviceChecks).toBeGreaterThan(500);
  expect(Object.keys(report.bad)).toEqual(
    expect.arrayContaining([
      'too_long',
      'no_name',
      'bad_name',
      'no_value',
      'bad_value',
      'negative',
      'no_type',
      'unknown_type',
      'bad_rate',
      'bad_field',
      'bad_timestamp',
      'bad_event',
      'bad_service_check',
      'kind_conflict',
    ]),
  );
}, 60_000);

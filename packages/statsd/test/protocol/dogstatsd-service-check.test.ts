import { expect, it } from 'vitest';
import { isServiceCheck, isWellFormed } from '../../src/protocol/dogstatsd-service-check.ts';

/** Read from the middle of a buffer, so that an offset forgotten shows. */
function wellFormed(line: string): boolean {
  const bytes = Buffer.from(`xx${line}0|`);
  expect(isServiceCheck(bytes, 2, bytes.length - 2)).toBe(true);
  return isWellFormed(bytes, 2, bytes.length - 2);
}

it.each(['_sc|db|0', '_sc|db|3', '_sc|Redis connection|2|d:1656581400|h:db1|#env:dev|m:a|b:c'])('%s', (line) => {
  expect(wellFormed(line)).toBe(true);
});

it.each(['_sc|', '_sc||0', '_sc|db', '_sc|db|', '_sc|db|4', '_sc|db|-1', '_sc|db|00', '_sc|db| 0'])(
  '%s is bad',
  (line) => {
    expect(wellFormed(line)).toBe(false);
  },
);

it.each(['_sc', '_scx|db|0', '_se|db|0', 'sc|db|0'])('%s is none', (line) => {
  const bytes = Buffer.from(line);
  expect(isServiceCheck(bytes, 0, bytes.length)).toBe(false);
});

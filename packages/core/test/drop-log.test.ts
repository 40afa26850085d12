import { DropLog } from '@carpy/core';
import { expect, it } from 'vitest';

const add = (log: DropLog, line: string, atMs = 1): void => {
  const bytes = Buffer.from(line, 'latin1');
  log.add('bad_value', atMs, bytes, 0, bytes.length);
};

it('counts by cause and in all', () => {
  const log = new DropLog();
  add(log, 'a');
  log.count('no_name', 3);
  expect(log.byCause()).toEqual({ bad_value: 1, no_name: 3 });
  expect(log.total).toBe(4);
});

it('keeps the newest 20 lines, newest first', () => {
  const log = new DropLog();
  for (let i = 0; i < 25; i++) add(log, `line ${i}`, i);
  const samples = log.samples();
  expect(samples).toHaveLength(20);
  expect(samples[0]).toEqual({ cause: 'bad_value', line: 'line 24', atMs: 24 });
  expect(samples.at(-1)?.line).toBe('line 5');
});

it('makes lines printable and cuts them', () => {
  const log = new DropLog();
  add(log, 'a\u001b[31m\u00e9\n');
  add(log, 'x'.repeat(10_000));
  add(log, '\u0000'.repeat(10_000));
  const [zeros, long, control] = log.samples();
  expect(control?.line).toBe('a\\x1b[31m\\xe9\\x0a');
  expect(long?.line).toBe('x'.repeat(200));
  expect(zeros?.line).toHaveLength(200);
});

it('has room for a bounded number of causes', () => {
  const log = new DropLog();
  for (let i = 0; i < 1_000; i++) log.count(`cause ${i}`);
  expect(Object.keys(log.byCause()).length).toBeLessThanOrEqual(65);
  expect(log.total).toBe(1_000);
});

import type { StoredRecord } from '@carpy/core';
import { expect, it } from 'vitest';
import { curlOf } from '../src/pages/requests/copies.ts';
import { detailFacts } from '../src/pages/requests/detail-facts.ts';

const record: StoredRecord = {
  id: '0'.repeat(32),
  app: 'shop',
  server: 'web-1',
  startMs: 1_000_000,
  durationMs: 5,
  kind: 'http',
  method: 'POST',
  route: '/carts/:id',
  children: [],
  context: { 'header.user-agent': "O'Reilly $(reboot)", 'header.content-length': '12', tenant: 7 },
  logs: [],
};

it('writes a curl command in which nothing of the request is run by the shell', () => {
  expect(curlOf(record)).toBe(`curl -X POST "$HOST"'/carts/:id' \\\n  -H 'user-agent: O'\\''Reilly $(reboot)'`);
  expect(curlOf({ ...record, method: 'x; reboot' })).toContain("-X 'X; REBOOT'");
});

it('has none for what was no HTTP request', () => {
  const { method: _, ...job } = record;
  expect(curlOf(job)).toBeUndefined();
});

it('lists what is known, headers by their names, and a clock that was off', () => {
  const facts = new Map(detailFacts({ ...record, agentStartMs: 998_500 }));
  expect(facts.get('user-agent')).toBe("O'Reilly $(reboot)");
  expect(facts.get('tenant')).toBe('7');
  expect(facts.get('clock')).toMatch(/^web-1 is 1\.50\ss behind/);
  expect(facts.has('trace id')).toBe(false);
});

import type { PrivacyAnswer } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';
import { expect, it } from 'vitest';
import { ContextKeys } from '../src/privacy/context-keys.ts';
import { harness } from './fakes/http-deps.ts';

it('GET /api/v1/privacy says what is kept and what is taken out', async () => {
  const keys = new ContextKeys();
  const record = (app: string, context: StoredRecord['context']): StoredRecord =>
    ({ app, context }) as unknown as StoredRecord;
  keys.saw(record('shop', { plan: 'free', 'header.accept': 'x' }));
  keys.saw(record('shop', { plan: 'paid', user: 3 }));
  keys.saw(record('blog', {}));
  const { request } = await harness({
    argv: ['--redact', 'ip,-email', '--redact-patterns', 'customer=C-\\d+', '--records-context', 'plan'],
    deps: { privacy: { privacy: async () => ({ redactedCounts: { card: 3 }, contextKeys: keys.list() }) } },
  });
  const answer = (await (await request('/api/v1/privacy')).json()) as PrivacyAnswer;
  expect(answer).toMatchObject({
    retentionMs: 7 * 86_400_000,
    contextKeys: [{ app: 'shop', keys: ['header.accept', 'plan', 'user'] }],
    allowedContext: ['plan'],
    redactedCounts: { card: 3 },
  });
  const on = Object.fromEntries(answer.patterns.map((pattern) => [pattern.name, pattern.on]));
  expect(on).toMatchObject({ ip: true, email: false, card: true, customer: true });
  expect(answer.patterns.find(({ name }) => name === 'customer')).toEqual({
    name: 'customer',
    example: 'C-\\d+',
    replacement: '<customer>',
    on: true,
  });
  expect(answer.fields.map(({ name }) => name)).toContain('error');
});

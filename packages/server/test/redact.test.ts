import type { RequestRecord } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { redactRecord } from '../src/privacy/redact.ts';
import { RedactionRules } from '../src/privacy/redaction-rules.ts';

const record = (more: Partial<RequestRecord> = {}): RequestRecord => ({
  id: '0'.repeat(32),
  startMs: 1,
  durationMs: 2,
  transaction: 'POST /cart',
  outcome: 'error',
  kind: 'http',
  children: [],
  context: {},
  logs: [],
  ...more,
});

describe('redactRecord', () => {
  it('takes patterns out of every text that is written by people or programs, and counts them', () => {
    const rules = new RedactionRules();
    const out = redactRecord(
      record({
        route: '/users/ann@example.com',
        error: { type: 'E', message: 'no ann@example.com', stack: 'E: no ann@example.com\n    at f (/a.js:1:2)' },
        logs: [
          { atMs: 1, level: 'warn', message: 'password=hunter2' },
          { atMs: 1, level: 'warn', message: 'fine' },
        ],
        context: { user: 'ann@example.com', n: 7, 'header.authorization': 'abc', empty: '' },
      }),
      rules,
    );
    expect(out).toEqual({
      ...record(),
      route: '/users/<email>',
      error: { type: 'E', message: 'no <email>', stack: 'E: no <email>\n    at f (/a.js:1:2)' },
      logs: [
        { atMs: 1, level: 'warn', message: 'password=<secret>' },
        { atMs: 1, level: 'warn', message: 'fine' },
      ],
      context: { user: '<email>', n: 7, 'header.authorization': '<secret>', empty: '' },
      redacted: 6,
    });
    expect(Object.fromEntries(rules.counts)).toEqual({ email: 4, secret: 2 });
    expect(redactRecord(out, rules)).toBe(out);
  });

  it('gives back the record itself where there is nothing', () => {
    const clean = record({ error: { type: 'E', message: 'card declined 42' }, context: { tenant: 'a' } });
    expect(redactRecord(clean, new RedactionRules())).toBe(clean);
  });

  it('keeps only the context that is allowed, where that is set', () => {
    const rules = new RedactionRules({ contextKeys: ['tenant', 'header.*'] });
    const { context, redacted } = redactRecord(
      record({ context: { tenant: 'a', user: 'b', 'header.x': 'c' } }),
      rules,
    ) as never as {
      context: object;
      redacted: number;
    };
    expect(context).toEqual({ tenant: 'a', 'header.x': 'c' });
    expect(redacted).toBe(1);
  });

  it('uses the patterns that are on, and own ones', () => {
    const rules = new RedactionRules({ on: ['card'], own: [{ name: 'customer', pattern: 'C-\\d{6}' }] });
    const { error } = redactRecord(
      record({ error: { type: 'E', message: 'C-123456 ann@example.com C-654321' } }),
      rules,
    );
    expect(error?.message).toBe('<customer> ann@example.com <customer>');
  });

  it.each([
    [{ on: ['mail'] }, 'redact: "mail" was given, one of private-key, authorization'],
    [{ own: [{ name: 'x', pattern: '(' }] }, "cannot read the regular expression '('"],
  ])('refuses %j', (options, message) => {
    expect(() => new RedactionRules(options)).toThrow(message);
  });
});

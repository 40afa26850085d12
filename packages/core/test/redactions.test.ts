import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTIONS, redactedText } from '../src/index.ts';
import { isSecretKey } from '../src/redaction/redactions.ts';

const USUAL = REDACTIONS.filter(({ optional }) => optional !== true).map(({ name }) => name);

const redact = (text: string, names: readonly string[] = USUAL) => {
  const counts: Record<string, number> = {};
  const redactions = REDACTIONS.filter(({ name }) => names.includes(name));
  const out = redactedText(text, redactions, (name, n) => {
    counts[name] = (counts[name] ?? 0) + n;
  });
  return { out, counts };
};

// Put together here, so that no scanner of secrets takes them for real ones.
const made = (...parts: readonly string[]): string => parts.join('');

describe('redactions', () => {
  it.each([
    ['Authorization: Bearer abc123def', 'Authorization: Bearer <authorization>', 'authorization'],
    [
      'headers {"authorization":"Basic YW5uOmh1bnRlcjI="}',
      'headers {"authorization":"Basic <authorization>"}',
      'authorization',
    ],
    ['sent bearer 6f1c0e2a9b4d', 'sent bearer <authorization>', 'authorization'],
    ['Cookie: sid=31d4d96e; theme=dark', 'Cookie: <cookie>', 'cookie'],
    ['bad token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!', 'bad token <jwt>!', 'jwt'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key <api-key> used', 'api-key'],
    [made('push with ghp', '_', 'a1B2'.repeat(9)), 'push with <api-key>', 'api-key'],
    [made('stripe sk', '_live_', 'a1B2c3D4e5F6'), 'stripe <api-key>', 'api-key'],
    [made('slack xoxb', '-1234567890-abcdef'), 'slack <api-key>', 'api-key'],
    ['connect postgres://app:hunter2@db/shop', 'connect postgres://<credentials>@db/shop', 'url-password'],
    ['redis://:hunter2@cache:6379', 'redis://<credentials>@cache:6379', 'url-password'],
    ['login?user=ann&password=hunter2&x=1', 'login?user=ann&password=<secret>&x=1', 'secret'],
    ['{"user":"ann","password":"hun ter2"}', '{"user":"ann","password":"<secret>"}', 'secret'],
    ["client_secret: 'abc def'", "client_secret: '<secret>'", 'secret'],
    ['X-Api-Key: 7f3a', 'X-Api-Key: <secret>', 'secret'],
    ['user ann.o+x@mail.example.co.uk is gone', 'user <email> is gone', 'email'],
    ['user jürgen@müller.de', 'user <email>', 'email'],
    ['?mail=ann%40example.com', '?mail=<email>', 'email'],
    ['card 4111 1111 1111 1111 declined', 'card <card> declined', 'card'],
    ['card 5555-5555-5555-4444.', 'card <card>.', 'card'],
    ['amex 378282246310005', 'amex <card>', 'card'],
    ['to DE89 3704 0044 0532 0130 00 today', 'to <iban> today', 'iban'],
    ['GB82WEST12345698765432', '<iban>', 'iban'],
    [
      made('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEow\n-----END RSA ', 'PRIVATE KEY----- end'),
      '<private-key> end',
      'private-key',
    ],
    [made('cut -----BEGIN ', 'PRIVATE KEY-----\nMIIEow'), 'cut <private-key>', 'private-key'],
  ])('%j becomes %j', (text, want, name) => {
    expect(redact(text)).toEqual({ out: want, counts: { [name]: 1 } });
  });

  it.each([
    'card declined 42',
    'order 4111111111111112 not found',
    'at 1795901435123 ms',
    'basic auth failed',
    'Unexpected token \'<\', "<html>" is not valid JSON',
    'at f (/app/node_modules/.pnpm/express@4.21.0/node_modules/express/lib/router.js:1:2)',
    'at a (webpack:///./src/x.js?6f9619ff:1:2)',
    'GET https://api.example.com:8443/users/7',
    'commit 4f2c9a71e0b2, 6f9619ff-8b86-d011-b42d-00c04fc964ff',
    'tokens: 512 of 1024',
    'the task-force-of-twenty-people-here met',
  ])('leaves %j', (text) => {
    expect(redact(text)).toEqual({ out: text, counts: {} });
  });

  it.each([
    ['from 203.0.113.7:443', 'from <ip>:443'],
    ['from 2001:db8::7 or fe80:0:0:0:1:2:3:4', 'from <ip> or <ip>'],
    ['at 12:34:56, version 1.2.3.', 'at 12:34:56, version 1.2.3.'],
  ])('with ip, %j becomes %j', (text, want) => {
    expect(redact(text, ['ip']).out).toBe(want);
  });

  it('finds its own examples, alone and within a text', () => {
    for (const { name, example } of REDACTIONS) {
      expect(redact(`before ${example} after`, [name]).counts).toEqual({ [name]: 1 });
      expect(redact(example, [name]).out).not.toContain(example);
    }
  });

  it('takes out nothing twice: what agents redacted stays as it is on the server', () => {
    const part = fc.oneof(fc.constantFrom(...REDACTIONS.map((r) => r.example)), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const once = redact(parts.join('\n')).out;
        expect(redact(once).out).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['password', true],
    ['header.x-api-key', true],
    ['header.cookie', true],
    ['accessToken', true],
    ['user', false],
    ['header.content-type', false],
  ])('key %s is a secret: %s', (key, want) => {
    expect(isSecretKey(key)).toBe(want);
  });
});

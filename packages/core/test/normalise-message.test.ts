import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseMessage } from '../src/index.ts';

describe('normaliseMessage', () => {
  it.each([
    ['card 4711 declined', 'card <n> declined'],
    ['card declined 42', 'card declined <n>'],
    ['took 1.25s', 'took <n>'],
    ['took 850ms, limit 500 ms', 'took <n>, limit <n> ms'],
    ['balance -5 below 0', 'balance <n> below <n>'],
    ['1,234 of 9.876.543 rows', '<n> of <n> rows'],
    ['ids 1, 2, 3 are gone', 'ids <n> are gone'],
    ['ids [7, 8] are gone', 'ids [<n>] are gone'],
    ['order 6f9619ff-8b86-d011-b42d-00c04fc964ff not found', 'order <id> not found'],
    ['commit 4f2c9a71e0 failed', 'commit <id> failed'],
    ['no customer cus_NffrFeUfNV2Hib.', 'no customer cus_<id>.'],
    ['ulid 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'ulid <id>'],
    ['object at 0x7ffe12ab', 'object at <id>'],
    ['user ann@example.com exists', 'user <email> exists'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <address>'],
    ['connect ECONNREFUSED ::1:5432', 'connect ECONNREFUSED <address>'],
    ['getaddrinfo ENOTFOUND db-7.internal', 'getaddrinfo ENOTFOUND db-<n>.internal'],
    [
      'GET https://api.example.com/users/7/orders?from=3&to=9 failed',
      'GET https://api.example.com/users/<n>/orders?<query> failed',
    ],
    ['GET http://10.0.0.7:8080/a (500)', 'GET http://<address>/a (<n>)'],
    ['postgres://app:hunter2@db.example.com/shop', 'postgres://db.example.com/shop'],
    ["ENOENT: no such file or directory, open '/srv/a.json'", 'ENOENT: no such file or directory, open <quoted>'],
    ['cannot read /srv/app/data.json', 'cannot read <path>'],
    ['cannot read C:\\data\\x.txt', 'cannot read <path>'],
    ['cannot load ./plugins/a.js', 'cannot load <path>'],
    ['at 2026-11-28T21:50:35.123Z it broke', 'at <time> it broke'],
    ['at 2026-11-28 21:50:35 it broke', 'at <time> it broke'],
    ["Cannot read properties of undefined (reading 'id')", 'Cannot read properties of undefined (reading <quoted>)'],
    ['unknown column "total" in `orders`', 'unknown column <quoted> in <quoted>'],
    ["can't find the user's cart", "can't find the user's cart"],
    ["don't open 'it'", "don't open <quoted>"],
    ['an "unclosed quote', 'an "unclosed quote'],
    ['read/write and either/or stay', 'read/write and either/or stay'],
    ['defaced facade', 'defaced facade'],
    ['  several\n lines\tand   spaces ', 'several lines and spaces'],
    ['parseUtf8String of E11000', 'parseUtf<n>String of E<n>'],
    ['السعر ١٬٢٥٠٫٥ والكمية ۱۲', 'السعر <n> والكمية <n>'],
    ['', ''],
  ])('%j is %j', (message, pattern) => {
    expect(normaliseMessage(message)).toBe(pattern);
  });

  it('knows no difference of numbers, ids, quoted text and addresses', () => {
    const template = (n: number, id: string, quoted: string, mail: string): string =>
      `order ${n} of ${id} ("${quoted}") for ${mail} failed`;
    const want = normaliseMessage(template(1, '00000000-0000-4000-8000-000000000000', 'x', 'a@example.com'));
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uuid(),
        fc.string().map((s) => s.replace(/["\\]/g, '')),
        fc
          .tuple(fc.stringMatching(/^[a-z0-9]{1,9}$/), fc.stringMatching(/^[a-z]{1,9}$/))
          .map(([a, b]) => `${a}@${b}.org`),
        (n, id, quoted, mail) => {
          expect(normaliseMessage(template(n, id, quoted, mail))).toBe(want);
        },
      ),
    );
  });

  it('answers at most 300 characters to any text, and the same when it is asked again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const pattern = normaliseMessage(text);
        expect(pattern.length).toBeLessThanOrEqual(300);
        expect(pattern).not.toMatch(/\p{Nd}/u);
        expect(normaliseMessage(text)).toBe(pattern);
      }),
    );
  });
});

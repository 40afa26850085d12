import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanKey, readName } from '../../src/aggregate/name.ts';

describe('cleanKey', () => {
  it.each([
    { key: 'a.b_c-D9', want: 'a.b_c-D9' },
    { key: 'a b', want: 'a_b' },
    { key: 'a \t b', want: 'a_b' },
    { key: 'GET /users/1', want: 'GET_-users-1' },
    { key: 'a$%^&*()b', want: 'ab' },
    { key: 'a;k=v', want: 'a;k=v' },
    { key: '\u00c3\u00a9t\u00c3\u00a9', want: 't' },
    { key: 'x\u00c2\u00a0\u00e2\u0080\u0083y', want: 'x_y' },
    { key: 'x\u00a0y', want: 'xy' },
  ])('$key becomes $want', ({ key, want }) => {
    expect(cleanKey(key)).toBe(want);
  });

  it('leaves only what StatsD leaves, and changes nothing twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (key) => {
        const clean = cleanKey(key);
        expect(clean).toMatch(/^[A-Za-z0-9_.;=-]*$/);
        expect(cleanKey(clean)).toBe(clean);
      }),
    );
  });
});

const plain = (path: string, suffix = ''): unknown => ({ path, suffix, carpy: false, tagsDropped: false });

describe('readName', () => {
  it.each([
    { key: 'a.b', tags: undefined, want: plain('a.b') },
    { key: '.a..b.', tags: undefined, want: plain('a.b') },
    { key: 'a', tags: 'z:1,b:2', want: plain('a', ';b=2;z=1') },
    { key: 'a;z=1', tags: 'b:2,z:3', want: plain('a', ';b=2;z=3') },
    { key: 'a', tags: 'beta', want: plain('a', ';beta=true') },
    { key: 'a', tags: 'url:http://x/y', want: plain('a', ';url=http--x-y') },
    { key: 'a', tags: '', want: plain('a') },
    { key: 'a', tags: 'b:c=d,e=f,g;h:i', want: plain('a', ';b=c=d;e=f;g_h=i') },
    { key: 'carpyx.a', tags: undefined, want: plain('carpyx.a') },
    {
      key: 'carpy.a.s.t.ok',
      tags: undefined,
      want: { path: 'carpy.a.s.t.ok', suffix: '', carpy: true, tagsDropped: false },
    },
    {
      key: 'carpy.a.s.t.ok;k=v',
      tags: undefined,
      want: { path: 'carpy.a.s.t.ok', suffix: '', carpy: true, tagsDropped: true },
    },
    {
      key: 'carpy.a.s.t.ok',
      tags: 'k:v',
      want: { path: 'carpy.a.s.t.ok', suffix: '', carpy: true, tagsDropped: true },
    },
    { key: 'carpy.a..t.ok', tags: undefined, want: 'bad_name' },
    { key: 'carpy.a.s.t.ok.', tags: undefined, want: 'bad_name' },
    { key: '..', tags: undefined, want: 'bad_name' },
    { key: '???', tags: undefined, want: 'bad_name' },
    { key: 'a', tags: ':v', want: 'bad_tag' },
    { key: 'a', tags: `k:${'v'.repeat(300)}`, want: 'bad_tag' },
    { key: 'a', tags: Array.from({ length: 21 }, (_, i) => `k${i}:1`).join(','), want: 'bad_tag' },
    { key: 'a;k', tags: undefined, want: 'bad_tag' },
  ])('$key with tags $tags', ({ key, tags, want }) => {
    expect(readName(key, tags)).toEqual(want);
  });
});

it('leaves tags as they are if asked, but for what no line may hold', () => {
  const read = (key: string, tags: string | undefined): unknown => readName(key, tags, false);
  expect(read('a b', 'k:GET /x?')).toEqual(plain('a_b', ';k=GET_/x?'));
  expect(read('a b;k=x y!', undefined)).toEqual(plain('a_b', ';k=x_y!'));
  expect(read('a', '\u00c3\u00a9:\u00c3\u00bc\u0007')).toEqual(plain('a', ';\u00e9=\u00fc'));
});

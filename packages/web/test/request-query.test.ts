import { parseRecordQuery } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { requestQuery } from '../src/pages/request-query.ts';

describe('queries of links', () => {
  it.each([
    [{}, ''],
    [{ transaction: 'POST /cart', outcome: 'error' as const }, 'transaction:"POST /cart" outcome:error'],
    [{ overMs: 120.5, untilMs: 2000 }, 'duration:>120.5ms duration:<=2s'],
    [{ overMs: null, untilMs: 2000 }, 'duration:<=2s'],
    [{ transaction: 'say "hi" *' }, undefined],
  ])('%j is a query that the server reads', (wanted, text) => {
    const q = requestQuery(wanted);
    if (text !== undefined) expect(q).toBe(text);
    expect(() => parseRecordQuery(q)).not.toThrow();
  });

  it('a star in a name is that star', () => {
    expect(parseRecordQuery(requestQuery({ transaction: 'a*b' }))).toMatchObject({ pattern: 'a\\*b' });
  });
});

import { CarpyError } from '@carpy/core';
import type { FoundNode } from '@carpy/store';
import { describe, expect, it } from 'vitest';
import { nearFind } from '../src/query/names.ts';
import type { QueryRequests } from '../src/query/query-client.ts';

const request: QueryRequests['find']['request'] = {
  query: 'a.*',
  format: 'treejson',
  variants: false,
  wildcards: false,
  leavesOnly: false,
  position: -1,
  interval: { startS: 0, endS: 0 },
  showSilent: false,
  indent: 0,
};

/** Finds so many leaves, within the limit that it is asked with. */
const readerOf = (nodes: number) => ({
  find: async (pattern: string, options?: { readonly limit?: number }): Promise<FoundNode[]> => {
    if (nodes > (options?.limit ?? 0)) throw new CarpyError('CARPY_TOO_MUCH', pattern);
    return Array.from({ length: nodes }, (_, i) => ({ path: `a.${i}`, name: String(i), leaf: true, branch: false }));
  },
});

describe('nearFind', () => {
  it('writes what few nodes there are', async () => {
    expect(JSON.parse((await nearFind(readerOf(1), request)) as string)).toEqual([
      { text: '0', id: 'a.0', allowChildren: 0, expandable: 0, leaf: 1 },
    ]);
  });

  it('leaves many to a room', async () => {
    expect(await nearFind(readerOf(20_000), request)).toBeUndefined();
  });

  it('rejects as the store does', async () => {
    const failed = new CarpyError('CARPY_STORE_CLOSED', 'gone');
    await expect(nearFind({ find: () => Promise.reject(failed) }, request)).rejects.toBe(failed);
  });
});

import type { ErrorAnswer } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import type { StoreClient } from '../src/threads/clients.ts';
import { type Harness, harness, post } from './fakes/http-deps.ts';

/** A harness whose store has these series at and below `old`, and remembers what it was told to do. */
async function storeWith(series: number): Promise<Harness & { readonly told: readonly string[] }> {
  const told: string[] = [];
  const { deps } = await harness();
  const below = (path: string): { series: number } => ({ series: path === 'old' ? series : 0 });
  const store: StoreClient = {
    ...deps.store,
    count: async (path) => below(path).series,
    remove: async (path) => {
      told.push(`remove ${path}`);
      return below(path);
    },
    rename: async (from, to) => {
      told.push(`rename ${from} ${to}`);
      if (to === 'taken') throw new CarpyError('CARPY_BAD_REQUEST', 'taken.a is there already');
      return below(from);
    },
  };
  return { ...(await harness({ deps: { store } })), told };
}

const remove: RequestInit = { method: 'DELETE', headers: { 'content-type': 'application/json' } };
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as ErrorAnswer).error.code;

describe('GET /api/v1/series', () => {
  it('says how many series lie at and below a path', async () => {
    const { request } = await storeWith(3);
    expect(await (await request('/api/v1/series?path=old')).json()).toEqual({ path: 'old', series: 3 });
    expect(await (await request('/api/v1/series?path=none')).json()).toEqual({ path: 'none', series: 0 });
  });

  it.each(['', '?path=', `?path=${'a'.repeat(1_025)}`])('refuses a path that is none: %s', async (query) => {
    const { request } = await storeWith(3);
    const answer = await request(`/api/v1/series${query}`);
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'CARPY_BAD_REQUEST']);
  });
});

describe('DELETE /api/v1/series', () => {
  it('removes them and says how many', async () => {
    const { request, told } = await storeWith(3);
    const answer = await request('/api/v1/series?path=old', remove);
    expect([answer.status, await answer.json()]).toEqual([200, { path: 'old', series: 3 }]);
    expect(told).toEqual(['remove old']);
  });

  it('answers 404 where there were none', async () => {
    const { request } = await storeWith(3);
    const answer = await request('/api/v1/series?path=none', remove);
    expect([answer.status, await codeOf(answer)]).toEqual([404, 'CARPY_NOT_FOUND']);
  });

  it('does nothing without a path', async () => {
    const { request, told } = await storeWith(3);
    expect((await request('/api/v1/series', remove)).status).toBe(400);
    expect(told).toEqual([]);
  });

  it('does nothing for a page of another origin', async () => {
    const { request, told } = await storeWith(3);
    const foreign = { ...remove, headers: { ...remove.headers, origin: 'http://evil.example' } };
    expect((await request('/api/v1/series?path=old', foreign)).status).toBe(403);
    expect(told).toEqual([]);
  });
});

describe('POST /api/v1/series/rename', () => {
  it('moves them and says how many', async () => {
    const { request, told } = await storeWith(3);
    const answer = await request('/api/v1/series/rename', post({ from: 'old', to: 'new' }));
    expect([answer.status, await answer.json()]).toEqual([200, { path: 'new', series: 3 }]);
    expect(told).toEqual(['rename old new']);
  });

  it('answers 404 where there were none', async () => {
    const { request } = await storeWith(3);
    const answer = await request('/api/v1/series/rename', post({ from: 'none', to: 'new' }));
    expect([answer.status, await codeOf(answer)]).toEqual([404, 'CARPY_NOT_FOUND']);
  });

  it('passes on what the store refuses', async () => {
    const { request } = await storeWith(3);
    const answer = await request('/api/v1/series/rename', post({ from: 'old', to: 'taken' }));
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'CARPY_BAD_REQUEST']);
  });

  it.each([[{}], [{ from: 'old' }], [{ from: '', to: 'new' }], [{ from: 'old', to: 'new', all: true }], [[]]])(
    'refuses %j',
    async (body) => {
      const { request, told } = await storeWith(3);
      expect((await request('/api/v1/series/rename', post(body))).status).toBe(400);
      expect(told).toEqual([]);
    },
  );
});

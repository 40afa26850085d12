import type { Annotation, ErrorAnswer } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { type AnnotationState, AnnotationWriter, listAnnotations, newAnnotationId } from '../src/state/annotations.ts';
import { harness, NOW_MS, post } from './fakes/http-deps.ts';
import { memoryState } from './fakes/memory-state.ts';

const hour = 3_600_000;

describe('/api/v1/annotations', () => {
  it('keeps a deploy, lists it, and lets it go', async () => {
    const { request } = await harness();
    const made = await request(
      '/api/v1/annotations',
      post({ app: 'My Shop', version: '1.4', server: 'web-1.example.com' }),
    );
    expect(made.status).toBe(201);
    const annotation = (await made.json()) as Annotation;
    expect(annotation).toEqual({
      id: annotation.id,
      whenMs: NOW_MS,
      app: 'My_Shop',
      servers: ['web-1_example_com'],
      version: '1.4',
      text: '1.4',
      tags: ['deploy'],
    });
    expect(await (await request('/api/v1/annotations?app=My_Shop')).json()).toEqual([annotation]);
    expect((await request(`/api/v1/annotations/${annotation.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await request(`/api/v1/annotations/${annotation.id}`, { method: 'DELETE' })).status).toBe(404);
    expect(await (await request('/api/v1/annotations')).json()).toEqual([]);
  });

  it('lists by app and range, both ends in, in order of time', async () => {
    const { request } = await harness();
    for (const [whenMs, app, text] of [
      [NOW_MS - 1, 'shop', 'c'],
      [NOW_MS - 3 * hour, 'shop', 'a'],
      [NOW_MS - 2 * hour, undefined, 'b'],
      [NOW_MS - hour, 'other', 'x'],
    ]) {
      await request('/api/v1/annotations', post({ whenMs, app, text }));
    }
    const texts = async (query: string): Promise<string[]> =>
      ((await (await request(`/api/v1/annotations?${query}`)).json()) as Annotation[]).map(({ text }) => text);
    expect(await texts('app=shop')).toEqual(['a', 'b', 'c']);
    expect(await texts('')).toEqual(['a', 'b', 'x', 'c']);
    expect(await texts(`from=${NOW_MS - 3 * hour}&to=${NOW_MS - 2 * hour}`)).toEqual(['a', 'b']);
    expect(await texts(`from=${NOW_MS - 3 * hour + 1}&to=${NOW_MS - 2 * hour - 1}`)).toEqual([]);
  });

  it.each([
    [{}, 'text or a version'],
    [{ text: 'x', colour: 'red' }, 'colour'],
    [{ version: '1' }, 'app'],
    [{ text: '' }, 'text'],
    [{ text: 'x', whenMs: '5' }, 'whenMs'],
    [{ text: 'x', whenMs: 1e15 }, 'whenMs'],
    [{ text: 'x', tags: 'deploy' }, 'tags'],
    [{ text: 'x', servers: [1] }, 'servers[0]'],
    [[], 'annotation'],
  ])('refuses %j, naming %s', async (body, words) => {
    const { request, state } = await harness();
    const response = await request('/api/v1/annotations', post(body));
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorAnswer).error.message).toContain(words);
    expect(state.entries.size).toBe(0);
  });

  it('tells live streams', async () => {
    const { request, deps } = await harness();
    const sent: string[] = [];
    deps.live.subscribe({
      room: () => 9,
      send: (bytes) => sent.push(new TextDecoder().decode(bytes)),
      close: () => {},
    });
    await request('/api/v1/annotations', post({ text: 'x' }));
    deps.live.close();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^event: annotation\ndata: \{.*"text":"x".*\}\n\n$/);
  });
});

describe('listing', () => {
  const at = (whenMs: number): AnnotationState => ({
    id: newAnnotationId(whenMs),
    whenMs,
    app: null,
    servers: [],
    version: null,
    text: String(whenMs),
    tags: [],
    madeBy: 'api',
  });

  it('goes over pages and keeps the newest past the limit', async () => {
    const state = memoryState();
    const writer = new AnnotationWriter(state);
    for (let i = 0; i < 2_500; i++) await writer.put(at(1_000 + i));
    const all = await listAnnotations(state, { fromMs: 0, toMs: 10_000, limit: 5_000 });
    expect(all.map(({ whenMs }) => whenMs)).toEqual(Array.from({ length: 2_500 }, (_, i) => 1_000 + i));
    const newest = await listAnnotations(state, { fromMs: 0, toMs: 10_000, limit: 3 });
    expect(newest.map(({ whenMs }) => whenMs)).toEqual([3_497, 3_498, 3_499]);
  });

  it('counts what is there already, and what goes', async () => {
    const state = memoryState();
    const first = at(5);
    await new AnnotationWriter(state).put(first);
    const writer = new AnnotationWriter(state);
    await writer.put({ ...first, text: 'changed' });
    expect(state.entries.size).toBe(1);
    expect(await writer.remove(first.id)).toBe(true);
    expect(await writer.remove('../server/x')).toBe(false);
    expect(state.entries.size).toBe(0);
  });
});

import type { SeriesMatch } from '@carpy/store';
import { expect, it } from 'vitest';
import { rememberingMatches } from '../src/query/resolve-cache.ts';
import type { StoreReader } from '../src/threads/clients.ts';

const match = (id: number): SeriesMatch => ({ id, path: `a.s${id}`, kind: 'plain', leaf: undefined });

function remembering(matches: () => SeriesMatch[]): { reader: StoreReader; asked: string[]; version: Int32Array } {
  const asked: string[] = [];
  const version = new Int32Array(new SharedArrayBuffer(4));
  const resolve = async (pattern: string, limit: number): Promise<SeriesMatch[]> => {
    asked.push(`${pattern} ${limit}`);
    return matches();
  };
  const store = { resolve, resolveRecords: resolve } as unknown as StoreReader;
  return { reader: rememberingMatches(store, version), asked, version };
}

it('asks once, and again when names have changed', async () => {
  const names = [match(0)];
  const { reader, asked, version } = remembering(() => [...names]);
  for (const _ of [1, 2]) expect(await reader.resolve('a.*', 10)).toEqual([match(0)]);
  names.push(match(1));
  version[0] = 1;
  expect(await reader.resolve('a.*', 10)).toEqual([match(0), match(1)]);
  await reader.resolveRecords('a.*', 10);
  expect(asked).toEqual(['a.* 10', 'a.* 10', 'a.* 10']);
});

it('asks again what is more than a smaller bound allows, so that the store refuses it', async () => {
  const { reader, asked } = remembering(() => [match(0), match(1)]);
  for (const limit of [10, 2, 1]) await reader.resolve('a.*', limit);
  expect(asked).toEqual(['a.* 10', 'a.* 1']);
});

it('asks again when a name was made while it asked', async () => {
  let version = new Int32Array(1);
  const made = remembering(() => {
    version[0] = (version[0] as number) + 1;
    return [match(version[0] as number)];
  });
  version = made.version as Int32Array<ArrayBuffer>;
  expect(await made.reader.resolve('a.*', 10)).toEqual([match(1)]);
  expect(await made.reader.resolve('a.*', 10)).toEqual([match(2)]);
});

it('lets go of what was asked longest ago', async () => {
  const many = Array.from({ length: 30_000 }, (_, id) => match(id));
  const { reader, asked } = remembering(() => many);
  for (const pattern of ['a', 'b', 'b', 'a']) await reader.resolve(pattern, 50_000);
  expect(asked).toEqual(['a 50000', 'b 50000', 'a 50000']);
});

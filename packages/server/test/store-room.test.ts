import { MessageChannel } from 'node:worker_threads';
import {
  type ReadAnswer,
  type ReadPlan,
  type ReadRequest,
  SealedReader,
  type SeriesGroup,
  type Store,
} from '@carpy/store';
import { expect, it, onTestFinished } from 'vitest';
import { readingHere, type StoreRoomClient, serveStore, storeClient, WriteHealth } from '../src/threads/store-room.ts';

const request: ReadRequest = {
  ids: [7],
  fromS: 0,
  untilS: 120,
  nowS: 120,
  tier: { by: 'age' },
  sketches: 'none',
};

const answerOf = (value: number): ReadAnswer => ({
  series: [
    {
      id: 7,
      kind: 'plain',
      startS: 60,
      stepS: 60,
      slots: 2,
      columns: Float64Array.of(value, value),
      sketches: undefined,
    },
  ],
  coverage: [{ startS: 60, stepS: 60, coveredMs: new Float64Array(2) }],
});

/** A plan of what is in memory only. */
const memoryPlan: ReadPlan = {
  parts: [
    {
      stepS: 60,
      startS: 60,
      slots: 2,
      ids: Uint32Array.of(7),
      kinds: Uint8Array.of(5),
      sketches: false,
      blocks: [],
      memory: [
        {
          startS: 0,
          slots: 10,
          coveredMs: new Float64Array(10),
          rows: Uint32Array.of(0),
          columns: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
          sketches: new Uint8Array(0),
          sketchEnds: new Uint32Array(0),
        },
      ],
      points: [],
      finer: [],
      earlier: undefined,
    },
  ],
  partOf: Uint32Array.of(0),
  rowOf: Uint32Array.of(0),
  rules: [],
};

function connect(series: Partial<SeriesGroup>): StoreRoomClient {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => {
    port1.close();
    port2.close();
  });
  serveStore(port1, { series } as Store, new WriteHealth(() => undefined));
  return storeClient(port2);
}

it('carries every question about names to the store', async () => {
  const client = connect({
    find: (pattern, options) => [{ path: pattern, name: options?.silent ?? 'none', leaf: true, branch: false }],
    findByTags: (expressions, limit) => [{ id: limit, path: expressions.join(), kind: 'plain', leaf: undefined }],
    completeTags: ({ prefix }) => [`${prefix}1`],
    tagValues: ({ tag, limit }) => [{ value: tag, series: limit }],
    paths: ({ after, series }) => ({ paths: [`p${after}`], next: after + series }),
    aggregationOf: (path) => `sum of ${path}`,
    count: (prefix) => 10 * prefix.length,
    remove: async (prefix) => ({ series: prefix.length }),
    rename: async (from, to) => ({ series: from.length + to.length }),
  });
  expect(await client.find('a.*', { silent: 'show' })).toMatchObject([{ path: 'a.*', name: 'show' }]);
  expect(await client.find('a.*')).toMatchObject([{ name: 'none' }]);
  expect(await client.findByTags(['a=1', 'b=2'], 5)).toMatchObject([{ id: 5, path: 'a=1,b=2' }]);
  expect(await client.completeTags({ tag: undefined, prefix: 'd', expressions: [], limit: 9 })).toEqual(['d1']);
  expect(await client.tagValues({ tag: 'dc', filter: undefined, limit: 9 })).toEqual([{ value: 'dc', series: 9 }]);
  expect(await client.paths({ after: 4, series: 2 })).toEqual({ paths: ['p4'], next: 6 });
  expect(await client.aggregationOf('a.b')).toBe('sum of a.b');
  expect(await client.count('abc')).toBe(30);
  expect(await client.remove('abc')).toEqual({ series: 3 });
  expect(await client.rename('abc', 'de')).toEqual({ series: 5 });
});

it('reads here what the store has planned', async () => {
  const client = connect({ plan: async () => memoryPlan, read: async () => answerOf(99) });
  const { series } = await readingHere(client, new SealedReader('/nowhere')).read(request);
  expect([...(series[0]?.columns ?? [])]).toEqual([1, 2]);
});

it('leaves reads to a store that makes no plans', async () => {
  const client = connect({ read: async () => answerOf(99) });
  const { series } = await readingHere(client, new SealedReader('/nowhere')).read(request);
  expect([...(series[0]?.columns ?? [])]).toEqual([99, 99]);
});

it('leaves a read to the store when the files that it planned are always gone', async () => {
  const [part] = memoryPlan.parts;
  const entry = {
    tier: '60-1000',
    stepS: 60,
    startS: 0,
    lengthS: 600,
    generation: 1,
    file: 'blk/60-1000/0-600-1.blk',
    bytes: 1,
    series: 1,
    firstS: 0,
    lastS: 0,
  };
  const gone = { ...memoryPlan, parts: [{ ...part, memory: [], blocks: [entry] }] } as ReadPlan;
  let plans = 0;
  const client = connect({
    plan: async () => {
      plans++;
      return gone;
    },
    read: async () => answerOf(99),
  });
  const { series } = await readingHere(client, new SealedReader('/nowhere')).read(request);
  expect([...(series[0]?.columns ?? [])]).toEqual([99, 99]);
  expect(plans).toBe(5);
});

it('passes on what the store refuses', async () => {
  const client = connect({
    plan: async () => {
      throw new RangeError('a fault of the store');
    },
  });
  await expect(readingHere(client, new SealedReader('/nowhere')).read(request)).rejects.toMatchObject({
    code: 'CARPY_INTERNAL',
  });
});

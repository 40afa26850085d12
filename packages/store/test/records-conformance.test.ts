/** The request log's engine does what the plain model does, whatever is appended, sealed, removed and asked, in any order, over restarts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles, RecordSegments } from '@carpy/store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  RecordPoints,
  RecordScope,
  RecordSearch,
  RecordsGroup,
  StoredBatch,
} from '../src/records/records-group.ts';
import { madeUpFilter, madeUpRecord, RECORDS_T0 } from './made-up-records.ts';
import { RecordsModel } from './records-model.ts';

type Step =
  | { readonly do: 'append'; readonly batch: StoredBatch }
  | { readonly do: 'seal' | 'restart' }
  | { readonly do: 'remove'; readonly scope: RecordScope }
  | { readonly do: 'search'; readonly search: RecordSearch };

const scope = fc.record({
  app: fc.constantFrom('', 'shop', 'mail'),
  filter: madeUpFilter,
  fromMs: fc.constantFrom(RECORDS_T0 - 1_000, RECORDS_T0, RECORDS_T0 + 60_000),
  untilMs: fc.constantFrom(RECORDS_T0 + 600_000, RECORDS_T0 + 300_000, RECORDS_T0 + 120_000),
});
const counts = fc.dictionary(fc.constantFrom('GET /users/:id', 'POST /cart'), fc.integer({ min: 0, max: 9 }));
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({
          app: fc.constantFrom('shop', 'mail'),
          server: fc.constant('web-1'),
          atMs: fc.integer({ min: 0, max: 300 }).map((s) => RECORDS_T0 + s * 1_000),
          seen: counts,
          kept: counts,
          records: fc.array(madeUpRecord, { maxLength: 40 }),
        })
        .map((batch) => ({ do: 'append' as const, batch })),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'seal' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
    { weight: 1, arbitrary: scope.map((scope) => ({ do: 'remove' as const, scope })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          scope,
          fc.record({
            order: fc.constantFrom('newest' as const, 'slowest' as const),
            limit: fc.constantFrom(0, 1, 7, 100),
            facetValues: fc.constantFrom(0, 2, 50),
            bucketMs: fc.constantFrom(0, 7_000, 60_000),
          }),
        )
        .map(([scope, more]) => ({ do: 'search' as const, search: { ...scope, ...more, cursor: undefined } })),
    },
  ),
  { maxLength: 14 },
);

async function pages(group: RecordsGroup, search: RecordSearch) {
  const first = await group.search(search);
  const ids = first.records.map(({ id }) => id);
  for (let { cursor } = first; cursor !== undefined; ) {
    const next = await group.search({ ...search, cursor, facetValues: 0, bucketMs: 0 });
    ids.push(...next.records.map(({ id }) => id));
    cursor = next.cursor;
  }
  return { ...first, cursor: undefined, ids };
}

const sorted = ({ ids, startMs, durationMs, error, weight, matched }: RecordPoints) => ({
  matched,
  points: ids.map((id, i) => [id, startMs[i], durationMs[i], error[i], weight[i]].join()).sort(),
});

it('parts records of one moment by their ids, over pages, segments and what is not sealed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'carpy-records-'));
  const engine = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs: 1e15,
    maxBytes: 1e12,
    clock: () => RECORDS_T0,
  });
  const ids = Array.from({ length: 60 }, (_, i) => ((i * 37) % 60).toString(16).padStart(32, '0'));
  try {
    for (let from = 0; from < 60; from += 20) {
      const records = ids.slice(from, from + 20).map((id) => ({
        id,
        startMs: RECORDS_T0,
        durationMs: 1,
        app: 'shop',
        server: 'web',
        kind: 'http',
        children: [],
        context: {},
        logs: [],
      }));
      await engine.append({ app: 'shop', server: 'web', atMs: RECORDS_T0, seen: {}, kept: {}, records });
      if (from < 40) await engine.seal();
    }
    for (const order of ['newest', 'slowest'] as const) {
      const search = {
        app: '',
        filter: { is: 'all' },
        fromMs: 0,
        untilMs: RECORDS_T0,
        order,
        limit: 7,
        cursor: undefined,
        facetValues: 0,
        bucketMs: 0,
      } as const;
      expect((await pages(engine, search)).ids).toEqual([...ids].sort().reverse());
    }
  } finally {
    await engine.close();
    rmSync(dir, { recursive: true });
  }
});

it('answers as the model does', { timeout: 120_000 }, async () => {
  const root = mkdtempSync(join(tmpdir(), 'carpy-records-'));
  let runs = 0;
  try {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const dir = join(root, String(runs++));
        const open = () =>
          RecordSegments.open({
            files: nodeFiles,
            dir,
            retentionMs: 1e15,
            maxBytes: 1e12,
            clock: () => RECORDS_T0,
            sealRows: 90,
            runRows: 16,
          });
        let engine = await open();
        const model = new RecordsModel();
        try {
          for (const step of list) {
            if (step.do === 'append') expect(await engine.append(step.batch)).toEqual(await model.append(step.batch));
            else if (step.do === 'seal') await engine.seal();
            else if (step.do === 'remove')
              expect(await engine.remove(step.scope)).toEqual(await model.remove(step.scope));
            else if (step.do === 'search')
              expect(await pages(engine, step.search)).toEqual(await pages(model, step.search));
            else {
              await engine.close();
              engine = await open();
            }
          }
          const all: RecordScope = { app: '', filter: { is: 'all' }, fromMs: 0, untilMs: RECORDS_T0 * 2 };
          expect(sorted(await engine.points(all, 10_000))).toEqual(sorted(await model.points(all, 10_000)));
          const { records } = await model.search({
            ...all,
            order: 'newest',
            limit: 1e6,
            cursor: undefined,
            facetValues: 0,
            bucketMs: 0,
          });
          for (const record of records) expect(await engine.get(record.id)).toEqual(record);
          const { oldestMs } = model.status();
          expect(engine.status()).toMatchObject({ records: records.length, oldestMs, faults: [] });
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 150 },
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});

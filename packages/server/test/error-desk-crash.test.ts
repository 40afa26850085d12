/** Groups of errors over stops without warning at any moment: counts are those of the records that are stored, always. */
import { fingerprintOf, type StoredRecord } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordsModel } from '../../store/test/records-model.ts';
import { ErrorDesk } from '../src/errors/error-desk.ts';
import { groupFinder } from '../src/records/prepare-record.ts';
import type { StateClient } from '../src/threads/clients.ts';
import { memoryState } from './fakes/memory-state.ts';

const NOW_MS = 1_767_323_045_000;
const HOUR_MS = 3_600_000;

interface Batch {
  readonly errors: readonly { readonly group: number; readonly hoursAgo: number }[];
  /** Where it ends: all went well, the store failed, or the process died before or after the records were durable. */
  readonly end: 'stored' | 'failed' | 'died before' | 'died after';
}
type Step =
  | Batch
  | { readonly save: true }
  | { readonly dieAfterWrites: number }
  /** A stop, after which hours are there as another version wrote them. */
  | { readonly foreignHours: true };

const batch = fc.record({
  errors: fc.array(fc.record({ group: fc.nat(3), hoursAgo: fc.nat(3) }), { maxLength: 5 }),
  end: fc.constantFrom('stored', 'stored', 'stored', 'failed', 'died before', 'died after'),
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { arbitrary: batch as fc.Arbitrary<Step>, weight: 5 },
    { arbitrary: fc.constant<Step>({ save: true }), weight: 2 },
    { arbitrary: fc.nat(6).map((dieAfterWrites): Step => ({ dieAfterWrites })), weight: 2 },
    { arbitrary: fc.constant<Step>({ foreignHours: true }), weight: 1 },
  ),
  { maxLength: 25 },
);

it('counts each stored error once', async () => {
  let made = 0;
  const record = (group: number, hoursAgo: number): StoredRecord => {
    const error = { type: `E${group}`, message: 'no' };
    return {
      id: (++made).toString(16).padStart(32, '0'),
      app: 'shop',
      server: 'web-1',
      startMs: NOW_MS - hoursAgo * HOUR_MS - (made % 1_000),
      durationMs: 1,
      transaction: 'GET /',
      outcome: 'error',
      kind: 'http',
      children: [],
      context: {},
      logs: [],
      error,
      fingerprint: fingerprintOf(error).fingerprint,
    };
  };

  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const records = new RecordsModel();
      const state = memoryState();
      const stored: StoredRecord[] = [];
      const open = (of: StateClient): Promise<ErrorDesk> =>
        ErrorDesk.open({
          records,
          state: of,
          groupOf: groupFinder(),
          clock: () => NOW_MS,
          retentionMs: 7 * 24 * HOUR_MS,
        });
      let writes = Number.POSITIVE_INFINITY;
      const living: StateClient = {
        ...state,
        put: (key, value) => (writes-- > 0 ? state.put(key, value) : Promise.reject(new Error('it died'))),
        remove: (key) => (writes-- > 0 ? state.remove(key) : Promise.reject(new Error('it died'))),
      };
      let desk = await open(living);
      const dieAndStart = async (): Promise<void> => {
        writes = Number.POSITIVE_INFINITY;
        desk = await open(living);
      };
      for (const step of given) {
        if ('save' in step) await desk.save();
        else if ('dieAfterWrites' in step) {
          writes = step.dieAfterWrites;
          await desk.save().catch(() => undefined);
          await dieAndStart();
        } else if ('foreignHours' in step) {
          for (const { key, value } of await state.list<object>('error-hour/', { limit: 1_000 })) {
            const { placeOf, minutes } = value as { readonly placeOf: unknown; readonly minutes: unknown };
            await state.put(key, { minutes, placeOf, places: null });
          }
          await dieAndStart();
        } else {
          const coming = step.errors.map(({ group, hoursAgo }) => record(group, hoursAgo));
          const end = await desk.begin(coming);
          if (step.end === 'stored' || step.end === 'died after') {
            await records.append({ app: 'shop', server: 'web-1', atMs: NOW_MS, seen: {}, kept: {}, records: coming });
            stored.push(...coming);
          }
          if (step.end === 'stored') end(coming);
          else if (step.end === 'failed') end([]);
          else await dieAndStart();
        }
      }
      const found = await desk.list({
        app: 'shop',
        fromMs: NOW_MS - 24 * HOUR_MS,
        toMs: NOW_MS,
        servers: [],
        factors: {},
        state: undefined,
        q: '',
        transaction: undefined,
        limit: 100,
        buckets: 60,
      });
      const expected = new Map<string, number>();
      for (const { error } of stored) expected.set(error?.type ?? '', (expected.get(error?.type ?? '') ?? 0) + 1);
      expect(new Map(found.groups.map(({ type, count }) => [type, count]))).toEqual(expected);
      for (const { type, firstSeenMs, lastSeenMs } of found.groups) {
        const starts = stored.filter(({ error }) => error?.type === type).map(({ startMs }) => startMs);
        expect([firstSeenMs, lastSeenMs]).toEqual([Math.min(...starts), Math.max(...starts)]);
      }
    }),
    { numRuns: 150 },
  );
});

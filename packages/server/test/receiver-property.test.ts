/** Whatever comes as a body: it is answered, told what is wrong with it, and the next one is taken. */
import { gzipSync } from 'node:zlib';
import { isCarpyError, type RecordsAnswer } from '@carpy/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW_MS } from './fakes/http-deps.ts';
import { type TestRoom, testRoom } from './fakes/records-room.ts';

let room: TestRoom;
beforeAll(() => {
  room = testRoom({ recordsPerS: 1e9, bytesPerS: 1e12 });
});
afterAll(() => room.close());

const REFUSALS = ['CARPY_BAD_REQUEST', 'CARPY_TOO_LARGE'];

/** The answer, or the code of the refusal. */
async function take(bytes: Uint8Array, gzip = false): Promise<RecordsAnswer | string> {
  try {
    return await room.client.take({ bytes: new Uint8Array(bytes), gzip, from: '' });
  } catch (e) {
    return isCarpyError(e) ? e.code : `not a known error: ${e}`;
  }
}

const head = { app: 'shop', server: 'web-1', sentAtMs: NOW_MS, seen: { a: 1 }, kept: { a: 1 } };
let made = 0;
const good = (): object => ({ id: (++made).toString(16).padStart(32, '0'), startMs: NOW_MS, kind: 'log', logs: [] });
const goodBody = (records = 3): string =>
  [head, ...Array.from({ length: records }, good)].map((line) => JSON.stringify(line)).join('\n');

async function expectStillTaken(): Promise<void> {
  expect(await take(Buffer.from(goodBody()))).toEqual({ stored: 3, repeated: 0, bad: 0, badLines: [] });
}

it('any bytes are refused by a known code, packed or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, gzip) => {
      expect(REFUSALS).toContain(await take(bytes, gzip));
    }),
    { numRuns: 300 },
  );
  await expectStillTaken();
});

it('a body that was changed at some places or cut loses no more lines than those', async () => {
  const places = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(places, fc.nat(), fc.boolean(), async (changes, cutAt, gzip) => {
      const text = goodBody(8);
      const bytes = Buffer.from(text);
      const lines = new Set<number>();
      for (const [place, value] of changes) {
        const at = place % bytes.length;
        const line = text.slice(0, at).split('\n').length;
        // A newline that is changed spoils two lines, and one that is made parts one.
        lines.add(line).add(text[at] === '\n' ? line + 1 : line);
        bytes[at] = value;
      }
      const end = cutAt % 2 === 0 ? bytes.length : cutAt % bytes.length;
      const sent = bytes.subarray(0, end);
      const answer = await take(gzip ? gzipSync(sent) : sent, gzip);
      if (typeof answer === 'string') {
        expect(REFUSALS).toContain(answer);
        // Only for what concerns the whole.
        expect(lines.has(1) || end < text.indexOf('\n')).toBe(true);
        return;
      }
      const whole = text.slice(0, end).split('\n').length - 2;
      expect(answer.stored + answer.repeated).toBeGreaterThanOrEqual(whole - lines.size);
      expect(answer.badLines.length).toBe(answer.bad);
    }),
    { numRuns: 300 },
  );
  await expectStillTaken();
});

it('any JSON in the place of a record is stored as the types say, or told of', async () => {
  const field = fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.constant(NOW_MS), fc.constant('f'.repeat(32)));
  const names = [
    'id',
    'startMs',
    'kind',
    'transaction',
    'durationMs',
    'outcome',
    'children',
    'context',
    'logs',
    'error',
  ];
  const record = fc.dictionary(fc.constantFrom(...names, 'weight', 'status', 'causes', '__proto__', 'later'), field);
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 5 }), async (records) => {
      const body = [head, ...records.map((one) => ({ ...good(), ...one }))]
        .map((line) => JSON.stringify(line))
        .join('\n');
      const answer = await take(Buffer.from(body));
      expect(answer).toMatchObject({ stored: expect.any(Number) });
      const { stored, repeated, bad } = answer as RecordsAnswer;
      expect(stored + repeated + bad).toBe(records.length);
    }),
    { numRuns: 300 },
  );
  await expectStillTaken();
});

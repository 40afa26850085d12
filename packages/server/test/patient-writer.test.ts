import { CarpyError, type FlushBatch, type PointBatch, type WriteResult } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PatientWriter } from '../src/threads/patient-writer.ts';

const stored: WriteResult = { stored: 1, rejected: 0, rejectedNames: [] };
const none = new Float64Array(0);
const points = (at: number): PointBatch => ({ declared: [], ids: new Uint32Array([at]), atS: none, values: none });

let written: number[] = [];
let fails: CarpyError | undefined;
let stalls: (string | undefined)[] = [];
let writer: PatientWriter;

beforeEach(() => {
  vi.useFakeTimers();
  [written, fails, stalls] = [[], undefined, []];
  const write = async (batch: FlushBatch | PointBatch): Promise<WriteResult> => {
    if (fails !== undefined) throw fails;
    written.push((batch as PointBatch).ids[0] as number);
    return stored;
  };
  writer = new PatientWriter({ flush: write, points: write }, { onStall: (why) => stalls.push(why) });
});
afterEach(() => {
  vi.useRealTimers();
});

const diskFull = new CarpyError('CARPY_STORE_FAILED', 'ENOSPC');

describe('a patient writer', () => {
  it('holds what is refused and writes it in order when there is room again', async () => {
    fails = diskFull;
    const all = [1, 2, 3].map((n) => writer.points(points(n)));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(written).toEqual([]);
    expect(stalls).toEqual(['ENOSPC']);
    fails = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await Promise.all(all)).toEqual([stored, stored, stored]);
    expect(written).toEqual([1, 2, 3]);
    expect(stalls).toEqual(['ENOSPC', undefined]);
  });

  it('does not try again what is wrong in itself, and goes on', async () => {
    fails = new CarpyError('CARPY_BAD_REQUEST', 'differ in length');
    await expect(writer.points(points(1))).rejects.toThrow('differ in length');
    fails = undefined;
    expect(await writer.points(points(2))).toEqual(stored);
    expect(stalls).toEqual([]);
  });

  it('tries each once more and refuses it when it gives up', async () => {
    fails = diskFull;
    const refused = [1, 2].map((n) => expect(writer.points(points(n))).rejects.toThrow('ENOSPC'));
    await vi.advanceTimersByTimeAsync(100);
    writer.giveUp();
    await Promise.all(refused);
    fails = undefined;
    expect(await writer.points(points(3))).toEqual(stored);
  });
});

import { nodeFiles } from '@carpy/store';
import { expect, it, onTestFinished } from 'vitest';
import { LogRows } from '../src/records/log-rows.ts';
import { NewestIds } from '../src/records/newest-ids.ts';
import { durationOfCode } from '../src/records/row-codes.ts';
import { SegmentList } from '../src/records/segment-list.ts';
import { folder } from './folder.ts';
import { recordId, someBatch, someRecord } from './some-records.ts';

async function logRows(): Promise<LogRows> {
  const options = { files: nodeFiles, dir: await folder(), writer: 'test', maxBytes: 1e9 };
  const segments = new SegmentList(options);
  const rows = new LogRows(options, segments, new NewestIds(), () => undefined);
  onTestFinished(async () => {
    await rows.close();
    segments.room.open.closeAll();
  });
  return rows;
}

it('keeps rows that are searched as they are while they are sealed and others come', async () => {
  const rows = await logRows();
  const fill = (from: number) =>
    rows.append(someBatch(Array.from({ length: 10 }, (_, i) => someRecord(from + i, { durationMs: from + i }))));
  await fill(0);
  const [before] = rows.views();
  await rows.during(async () => {
    for (const from of [100, 200, 300]) {
      await rows.seal();
      await fill(from);
    }
    expect([...(before?.durations() ?? [])].map(durationOfCode)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
  for (const from of [400, 500]) {
    await rows.seal();
    await fill(from);
  }
  expect(rows.views().flatMap((view) => [...view.durations()].map(durationOfCode))).toEqual(
    Array.from({ length: 10 }, (_, i) => 500 + i),
  );
});

it('keeps the log of sealed rows until the searches that began before have read what they show', async () => {
  const rows = await logRows();
  await rows.append(someBatch([someRecord(1)]));
  const [view] = rows.views();
  await rows.during(async () => {
    await rows.seal();
    expect(view?.record(0)?.id).toBe(recordId(1));
  });
  await rows.close();
  expect(() => view?.record(0)).toThrow('ENOENT');
});

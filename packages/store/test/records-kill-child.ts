/**
 * The process that records-kill.ts kills: appends batches at once, which are sealed all the time, and removes records of one server now and
 * then; says on standard output what was begun and what acknowledged. Arguments: the folder, the first number of a record, a seed.
 */
import { nodeFiles, RecordSegments } from '../src/index.ts';
import { random } from './kill-values.ts';
import { everything, RECORDS_NOW, someBatch, someRecord } from './some-records.ts';

const [dir = '', first = '', seed = ''] = process.argv.slice(2);
const chance = random(Number(seed));
let next = Number(first);
const log = await RecordSegments.open({
  files: nodeFiles,
  dir,
  retentionMs: 1e12,
  maxBytes: 1e12,
  clock: () => RECORDS_NOW,
  sealRows: 200,
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const write = async (): Promise<void> => {
  const from = next;
  const to = from + 1 + Math.floor(chance() * 60);
  next = to;
  const records = Array.from({ length: to - from }, (_, i) =>
    someRecord(from + i, { server: (from + i) % 5 === 0 ? 'gone' : 'web' }),
  );
  say(`begun write ${from} ${to}`);
  await log.append(someBatch(records));
  say(`acked write ${from} ${to}`);
};

for (;;) {
  await Promise.all([write(), write(), write()]);
  if (chance() < 0.25) {
    const to = next;
    say(`begun remove 0 ${to}`);
    await log.remove({ ...everything, filter: { is: 'term', field: 'server', pattern: 'gone' } });
    say(`acked remove 0 ${to}`);
  }
}

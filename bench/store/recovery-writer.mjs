// The process that recovery.mjs kills: FOLDER SERIES FLUSHES. Writes a line when all is acknowledged, and stays.
import { declare, open, plainFlushes, T0 } from './folder.mjs';

const [dir, series, flushes] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
let nowS = T0;
const { store } = await open(dir, () => nowS * 1000);
const writer = store.series.openWriter();
const batchOf = plainFlushes(series, 10);
const declared = declare(series);
for (let i = 0; i < flushes; i++) {
  nowS = T0 + 10 + i * 10;
  await writer.flush({ ...batchOf(i), slotS: nowS, declared: i === 0 ? declared : [] });
}
console.log('acknowledged');
setInterval(() => undefined, 60_000);

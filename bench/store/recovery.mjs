/**
 * Opening after kill -9: a child process flushes until just before a window is sealed, is killed, and the folder is opened again.
 *
 *     node bench/store/recovery.mjs [--quick] [--series N]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inFolder, open, T0 } from './folder.mjs';
import { quick, seriesOf } from './options.mjs';
import { row, title } from './report.mjs';

const SERIES = seriesOf(100_000, 1_000);
/** The most that is ever unsealed: a window and its 70 s of grace. */
const FLUSHES = 66;
const ROUNDS = quick ? 1 : 3;

title(`recovery after kill -9: ${SERIES} series, ${FLUSHES} flushes not sealed yet`);
const took = [];
for (let n = 0; n < ROUNDS; n++) took.push(await killAndOpen());
row('carpy, open after kill -9', took, 's', { atMost: 2 });

function killAndOpen() {
  return inFolder(async (dir) => {
    const writer = fileURLToPath(new URL('recovery-writer.mjs', import.meta.url));
    const child = spawn(process.execPath, [writer, dir, String(SERIES), String(FLUSHES)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // It says so when the last flush was acknowledged.
    await once(child.stdout, 'data');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const nowS = T0 + FLUSHES * 10;
    const start = performance.now();
    const { store } = await open(dir, () => nowS * 1000);
    const seconds = (performance.now() - start) / 1000;
    const { lastSlotS, seriesCount, faults } = store.status();
    await store.close();
    if (lastSlotS !== nowS || seriesCount !== SERIES || faults.length > 0)
      throw new Error(`lost: last slot ${lastSlotS} of ${nowS}, ${seriesCount} series, ${faults.join('; ')}`);
    return seconds;
  });
}

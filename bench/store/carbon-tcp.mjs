/**
 * Points a CPU second from carbon's plaintext over TCP: a real `carpy serve`, and a real carbon-cache with whisper beside it, fed the same
 * bytes. The CPU is that of the whole process, from the first byte until all points are stored and the process is idle again. For
 * carbon-cache stored means: in its whisper files.
 *
 *     node bench/store/carbon-tcp.mjs [--quick] [--series N]
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startCarpy, wait } from '../carpy-process.mjs';
import { startCarbonCache } from './carbon-cache.mjs';
import { inFolder } from './folder.mjs';
import { lineBuffers, lineShapes } from './made-up-lines.mjs';
import { nameOf } from './made-up-values.mjs';
import { graphitePython, script } from './peer-python.mjs';
import { pointsTaken } from './points-taken.mjs';
import { cpuSeconds, cpuWhenIdle } from './process-cpu.mjs';
import { note, row, title } from './report.mjs';

const RETENTIONS = '10s:1d,1m:14d,10m:90d,1h:2y';
const shapes = lineShapes();
/** A whisper file a series, each with room for all retentions. */
const MAX_PEER_SERIES = 200_000;

for (const shape of shapes) {
  const { series, points, goal } = shape;
  const firstS = Math.floor(Date.now() / 10_000) * 10 - points * 10;
  const lines = [...lineBuffers(series, points, firstS)];
  title(`carbon lines over TCP: ${series} series x ${points} points`);
  const { acknowledged, idle } = await carpy(lines, series * points);
  row('carpy serve, until acknowledged', [acknowledged], 'points / CPU s', { atLeast: goal });
  row('carpy serve, until idle again (what was due is sealed)', [idle], 'points / CPU s', { atLeast: 0.5e6 });
  const { python, missing } =
    series > MAX_PEER_SERIES ? { missing: `not asked to make over ${MAX_PEER_SERIES} files` } : await graphitePython();
  if (missing !== undefined) note(`carbon-cache: missing: ${missing}`);
  else row('carbon-cache, until in its whisper files', [await carbon(python, lines, shape, firstS)], 'points / CPU s');
}
note(`carbon-cache: ${RETENTIONS}, sparse files, no bound on updates and creates`);

async function carpy(lines, total) {
  const serve = await startCarpy('serve', ['--retention', RETENTIONS, '--statsd-max-names', '1500000']);
  try {
    const pid = serve.child.pid;
    const before = await cpuWhenIdle(pid);
    await send(serve.ports.carbon, lines);
    while ((await pointsTaken(serve.url)) < total) await wait(200);
    // A point is acknowledged a second after it was read at the latest.
    await wait(1_100);
    const acknowledged = total / (cpuSeconds(pid) - before);
    return { acknowledged, idle: total / ((await cpuWhenIdle(pid)) - before) };
  } finally {
    await serve.stop();
  }
}

function carbon(python, lines, { series, points }, firstS) {
  return inFolder(async (dir) => {
    const cache = await startCarbonCache({ python, dir, schemas: `[all]\npattern = .*\nretentions = ${RETENTIONS}\n` });
    try {
      const before = await cpuWhenIdle(cache.pid);
      await send(cache.port, lines);
      const after = await cpuWhenIdle(cache.pid);
      const file = (id) => join(dir, 'whisper', `${nameOf(id).replaceAll('.', '/')}.wsp`);
      const files = Array.from({ length: 200 }, (_, n) => file(Math.floor((n * (series - 1)) / 199)));
      const found = await script(python, 'whisper-count.py', [firstS - 10, firstS + points * 10, ...files]);
      const short = found.filter((count) => count !== points);
      if (short.length > 0)
        throw new Error(`${short.length} of 200 whisper files lack points: ${short[0]} of ${points}`);
      return (series * points) / (after - before);
    } finally {
      await cache.stop();
    }
  });
}

async function send(port, buffers) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  for (const bytes of buffers) if (!socket.write(bytes)) await once(socket, 'drain');
  socket.end();
  socket.resume();
  await once(socket, 'close');
}

// Whether memory stays flat: the realistic route at a constant rate, without an agent and with carpy and its records, side by side. What
// the heap holds after a collection is looked at 30 times; the first third warms up. `--minutes 30` is the real one.
import { median } from '../carpy-process.mjs';
import { table } from './figures.mjs';
import { minutes, quick } from './options.mjs';
import { startBackends, startLoad, startMeasured } from './processes.mjs';

const PER_SECOND = quick ? 50 : 150;
const LOOKS = 30;
const CONNECTIONS = 20;

const backends = await startBackends();
console.log(`${minutes} minutes at ${PER_SECOND} requests a second each, Node ${process.version}`);
const soaked = await Promise.all(['bare', 'carpy+records'].map(soak));
await backends.end();
table(
  ['', 'heap at a third', 'heap at the end', 'growth of the heap', 'resident at a third', 'resident at the end'],
  soaked,
);

async function soak(name) {
  const app = startMeasured('app.mjs', name, backends.addresses, { args: ['realistic'], nodeArgs: ['--expose-gc'] });
  const { port } = await app.first;
  const load = startLoad();
  const total = Math.max(CONNECTIONS, Math.round((minutes * 60 * PER_SECOND) / LOOKS));
  const looks = [];
  const beganMs = performance.now();
  for (let look = 0; look < LOOKS; look++) {
    const { wrong, failed } = await load.ask({
      port,
      path: '/users/7',
      total,
      connections: CONNECTIONS,
      perSecond: PER_SECOND,
    });
    if (failed !== undefined || wrong > 0) throw new Error(`${name}: ${failed ?? `${wrong} answers were not 200`}`);
    looks.push({ atMin: (performance.now() - beganMs) / 60_000, ...(await app.ask('heap')) });
  }
  await load.end();
  await app.end();
  const kept = looks.slice(LOOKS / 3);
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
  const growth = `${(slope(kept.map(({ atMin, heapUsed }) => [atMin, heapUsed])) / 1_024).toFixed(1)} KiB a minute`;
  const [first, last] = [kept[0], kept.at(-1)];
  return [name, mib(first.heapUsed), mib(last.heapUsed), growth, mib(first.rss), mib(last.rss)];
}

/** The median of the slopes between all pairs of points: a few that lie beside tell nothing. */
function slope(points) {
  const slopes = points.flatMap(([x, y], i) => points.slice(i + 1).map(([x2, y2]) => (y2 - y) / (x2 - x)));
  return median(slopes);
}

// /metrics/find over HTTP among many names: 1,000 leaves by a glob, and one leaf of each group by a wide glob. graphite-web finds among
// 100,000 empty files, since it reads names only; a million files are no use to it.
//
//     node bench/graphite/find.mjs [--quick]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCarpy } from '../carpy-process.mjs';
import { quick } from '../store/options.mjs';
import { graphitePython, script } from '../store/peer-python.mjs';
import { cpuSeconds, cpuWhenIdle } from '../store/process-cpu.mjs';
import { note, percentile, row, title } from '../store/report.mjs';
import { alternating } from './ask.mjs';
import { feed } from './carbon-feed.mjs';
import { startGraphite } from './graphite-peer.mjs';

const IN_GROUP = 1_000;
const sizes = quick
  ? [{ names: 2_000, withPeer: true, narrowMs: 2, wideMs: 5 }]
  : [
      { names: 100_000, withPeer: true, narrowMs: 2, wideMs: 5 },
      { names: 1_000_000, withPeer: false, narrowMs: 4, wideMs: 50 },
    ];

for (const { names, withPeer, narrowMs, wideMs } of sizes) {
  const groups = names / IN_GROUP;
  const dir = mkdtempSync(join(tmpdir(), 'carpy-bench-find-'));
  const serve = await startCarpy('serve', []);
  const { pid } = serve.child;
  let peer;
  try {
    await feed(serve, lines(groups));
    const { python, gunicorn, missing } = withPeer ? await graphitePython({ web: true }) : { missing: 'not asked' };
    if (missing === undefined) {
      await script(python, new URL('touch-whisper.py', import.meta.url), [join(dir, 'whisper'), groups, IN_GROUP]);
      peer = await startGraphite({ python, gunicorn, dir, schemas: '[all]\npattern = .*\nretentions = 10s:1d\n' });
    }
    await cpuWhenIdle(pid);
    title(`/metrics/find over HTTP among ${names} names (graphite-web: ${peer?.server ?? missing})`);
    const servers = [{ url: serve.url, cpuSeconds: () => cpuSeconds(pid) }, ...(peer === undefined ? [] : [peer])];
    await measure(servers, '1,000 leaves of a group', 'group1.*', IN_GROUP, narrowMs);
    // treejson tells each name once, of however many groups.
    await measure(servers, `a wide glob, ${groups} leaves`, '*.s0005', 1, wideMs);
  } finally {
    await serve.stop();
    await peer?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(servers, name, query, want, goalMs) {
  const results = await alternating(servers, `/metrics/find?query=${query}&format=treejson`, quick ? 3 : 30);
  for (const [n, { ms, cpuMs, body }] of results.entries()) {
    const found = JSON.parse(body).length;
    if (found !== want) throw new Error(`${name}: ${found} found, ${want} are there`);
    row(`${name}: ${n === 0 ? 'ours' : 'graphite-web'}`, ms, 'ms', n === 0 ? { atMost: goalMs } : undefined);
    note(`p95 ${percentile(ms, 0.95).toFixed(1)} ms, ${cpuMs.toFixed(1)} ms of CPU, ${body.length} B`);
  }
}

function* lines(groups) {
  const stampS = Math.floor(Date.now() / 1000);
  for (let g = 0; g < groups; g++) {
    let text = '';
    for (let s = 0; s < IN_GROUP; s++) text += `group${g}.s${String(s).padStart(4, '0')} ${s} ${stampS}\n`;
    yield Buffer.from(text);
  }
}

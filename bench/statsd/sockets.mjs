// Metrics through real sockets: carpy's listeners and aggregator in a process of their own, beside npm's statsd, same load, same run.
// Both flush every 2 s and write nowhere. Figures of one machine swing; the ratios are what binds.
//   a core     metrics taken in per second of the server's CPU while a sender sends as fast as it can
//              (busy: the share of one core that it got; far below 100 % the sender was the bound)
//   sustained  the highest paced rate with less than 0.1 % lost, found by doubling and then halving the gap
//   pause      the longest delay of the server's event loop; peak: its resident memory
import { readFileSync } from 'node:fs';
import { median, quick, spread, wait } from '../carpy-process.mjs';
import { startCarpy, startNpm, startSender } from './servers.mjs';

const arg = (name) => process.argv.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const numbers = (name, fallback) => arg(name)?.split(',').map(Number) ?? fallback;
/** What carpy asks for: 212992 shows what the kernel's default net.core.rmem_max would grant. */
const RECEIVE_BUFFER_BYTES = Number(arg('receive-buffer') ?? 4 * 1024 * 1024);
const FLUSH_MS = quick ? 300 : 2_000;
const WARM_MS = quick ? 200 : 1_000;
const ROUNDS = quick ? 1 : 3;
/** The window that is measured holds one flush. */
const MEASURE_MS = FLUSH_MS;
const STEP_MS = quick ? 350 : 2_500;
const HALVINGS = quick ? 0 : 4;
const MOST_LOST = 0.001;
const MILLION_WARM_MS = 25_000;
const TCP_LINES = 1_000;

const ALL_SUBJECTS = {
  drain: () => startCarpy('drain', FLUSH_MS, RECEIVE_BUFFER_BYTES),
  hybrid: () => startCarpy('hybrid', FLUSH_MS, RECEIVE_BUFFER_BYTES),
  events: () => startCarpy('events', FLUSH_MS, RECEIVE_BUFFER_BYTES),
  npm: () => startNpm(FLUSH_MS),
};
/** Times npm statsd, by metrics a datagram. */
const CORE_GOALS = { drain: { 40: 9, 10: 6, 1: 3 }, events: { 40: 6, 10: 3, 1: 1.7 } };
const SUSTAINED_GOAL = 25;

const subjects = arg('subjects')?.split(',') ?? ['drain', 'events', 'npm'];
const sizes = numbers('sizes', quick ? [10] : [40, 10, 1]);
const nameCounts = numbers('names', quick ? [300] : [300, 3_000, 30_000]);
const parts =
  arg('parts')?.split(',') ?? (quick ? ['core', 'sustained', 'tcp'] : ['core', 'million', 'tcp', 'sustained']);

const sender = startSender();
const thousands = (perSecond) => `${(perSecond / 1000).toFixed(perSecond < 10_000 ? 1 : 0)}k`;

/** Counts once nothing more arrives. */
async function settled(server) {
  for (let before = -1; ; ) {
    const counts = await server.counts();
    if (counts.bytes === before) return counts;
    before = counts.bytes;
    await wait(150);
  }
}

async function saturate(subject, load) {
  const server = await ALL_SUBJECTS[subject]();
  try {
    const warmMs = load.warmMs ?? WARM_MS;
    const durationMs = warmMs + MEASURE_MS + 300;
    const { done } = await sender.send({ ...load, port: server.port, perSecond: 0, durationMs });
    await wait(warmMs);
    const before = await server.counts();
    const startMs = performance.now();
    await wait(MEASURE_MS);
    const after = await server.counts();
    const busy = (after.cpuUs - before.cpuUs) / 1e3 / (performance.now() - startMs);
    const sent = await done;
    const metrics = ((after.bytes - before.bytes) * sent.metrics) / sent.bytes;
    return {
      perCore: metrics / ((after.cpuUs - before.cpuUs) / 1e6),
      busy,
      pauseMs: after.pauseMs,
      peakMb: after.peakMb,
      bad: after.bad ?? 0,
    };
  } finally {
    await server.close();
  }
}

async function core(load, goals) {
  const figures = Object.fromEntries(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < (load.rounds ?? ROUNDS); round++) {
    for (const subject of subjects) figures[subject].push(await saturate(subject, load));
  }
  const middle = Object.fromEntries(
    subjects.map((subject) => [subject, median(figures[subject].map((f) => f.perCore))]),
  );
  for (const subject of subjects) {
    const rounds = figures[subject];
    const most = (key) => Math.max(...rounds.map((f) => f[key]));
    const ratio =
      subject === 'npm' || middle.npm === undefined ? '' : `, x npm ${(middle[subject] / middle.npm).toFixed(1)}`;
    const goal = goals?.[subject]?.[load.size];
    console.log(
      `  ${subject.padEnd(7)} ${spread(
        rounds.map((f) => f.perCore / 1000),
        'k a core',
      )}${ratio}${goal === undefined ? '' : ` (goal ${goal})`}, busy ${(most('busy') * 100).toFixed(0)} %, pause ${most('pauseMs').toFixed(0)} ms, peak ${most('peakMb').toFixed(0)} MB${most('bad') > 0 ? `, ${most('bad')} values dropped` : ''}`,
    );
  }
  return middle;
}

/** True when nearly all of a paced load arrives. */
async function carries(server, load, perSecond) {
  const before = await settled(server);
  const { done } = await sender.send({ ...load, port: server.port, perSecond, durationMs: STEP_MS });
  const sent = await done;
  const after = await settled(server);
  const lost = 1 - (after.packets - before.packets) / sent.datagrams;
  // A sender that can't keep up says nothing about the server.
  const reached = sent.metrics / (sent.ms / 1000);
  if (process.argv.includes('--verbose'))
    console.log(
      `    ${thousands(perSecond)}/s: sent ${thousands(reached)}/s, lost ${(lost * 100).toFixed(3)} %, CPU ${((after.cpuUs - before.cpuUs) / 1e4 / (sent.ms / 1e3)).toFixed(0)} %, pause ${after.pauseMs.toFixed(0)} ms`,
    );
  return { ok: lost < MOST_LOST, reached, limit: reached < perSecond * 0.8 };
}

async function sustained(subject, load) {
  const server = await ALL_SUBJECTS[subject]();
  try {
    await carries(server, load, load.size * 1_000);
    let best = 0;
    let bySender = false;
    let worst = Number.POSITIVE_INFINITY;
    let rate = load.size * (subject === 'npm' ? 1_000 : 16_000);
    for (let halvings = 0; halvings <= HALVINGS; ) {
      let step = await carries(server, load, rate);
      // Another process may have had the cores: a step that fails is tried once more.
      if (!step.ok && !quick) step = await carries(server, load, rate);
      const { ok, reached, limit } = step;
      if (ok) best = Math.max(best, reached);
      else worst = rate;
      bySender = ok && limit;
      if (bySender || quick) break;
      if (worst === Number.POSITIVE_INFINITY) rate *= 2;
      else {
        if (best === 0 && rate < load.size * 50) break;
        rate = best === 0 ? rate / 2 : (best + worst) / 2;
        if (best > 0) halvings++;
      }
    }
    return { best, bySender };
  } finally {
    await server.close();
  }
}

const rmemMax = readFileSync('/proc/sys/net/core/rmem_max', 'utf8').trim();
console.log(
  `sockets: Node ${process.version}, net.core.rmem_max ${rmemMax}, ${RECEIVE_BUFFER_BYTES} bytes of it asked for, a flush every ${FLUSH_MS / 1000} s, npm statsd 0.9.0 with its default backend and no host to write to`,
);
try {
  const atForty = {};
  if (parts.includes('core')) {
    for (const names of nameCounts) {
      for (const size of sizes) {
        console.log(`UDP, ${names} names, ${size} a datagram, saturated`);
        const middle = await core({ names, size, tcp: false }, names === 3_000 ? CORE_GOALS : undefined);
        if (size === 40) atForty[names] = middle.drain;
      }
    }
    if (atForty[300] !== undefined && atForty[30_000] !== undefined)
      console.log(
        `  30,000 names against 300, drain, 40 a datagram: ${(atForty[30_000] / atForty[300]).toFixed(2)} (goal >= 0.5)`,
      );
  }
  if (parts.includes('million')) {
    // Each name is new once: that comes before the figures.
    console.log(`UDP, 1000000 names, 40 a datagram, saturated, ${MILLION_WARM_MS / 1000} s after the start`);
    await core({ names: 1_000_000, size: 40, tcp: false, rounds: 1, warmMs: MILLION_WARM_MS });
  }
  if (parts.includes('tcp')) {
    const names = quick ? 300 : 3_000;
    console.log(`TCP, ${names} names, one client, saturated`);
    await core({ names, size: TCP_LINES, tcp: true });
  }
  if (parts.includes('sustained')) {
    const names = quick ? 300 : 3_000;
    for (const size of sizes) {
      console.log(`UDP, ${names} names, ${size} a datagram, sustained with < 0.1 % lost, metrics a second`);
      let npm;
      for (const subject of [...subjects].reverse()) {
        const { best, bySender } = await sustained(subject, { names, size, tcp: false });
        if (subject === 'npm') npm = best;
        const ratio =
          subject === 'npm' || !npm || quick ? '' : `, x npm ${(best / npm).toFixed(0)} (goal ${SUSTAINED_GOAL})`;
        console.log(
          `  ${subject.padEnd(7)} ${quick ? 'at least ' : ''}${thousands(best)}/s${bySender ? ' (as fast as the sender)' : ''}${ratio}`,
        );
      }
    }
  }
} finally {
  await sender.close();
}

/** Lines that end the original's process, or spoil its flush: here they are bad lines, or metrics like any other. */
import { expect, it } from 'vitest';
import { NpmStatsd } from './npm-statsd.ts';
import { OwnStatsd } from './own-statsd.ts';
import { sendPaced } from './paced-sender.ts';

const settings = { legacyNamespace: false };
const aBadLine = { 'stats.counters.statsd.bad_lines_seen.count': 1 };

const deadly: readonly (readonly [line: string, here: Record<string, number>])[] = [
  ['a:1|c|@+1', { 'stats.counters.a.count': 1 }],
  ['a:1|c|@ ', aBadLine],
  ['a:1|c|@Infinity', aBadLine],
  ['constructor:5|ms', { 'stats.timers.constructor.upper': 5 }],
  ['__proto__:5|ms', { 'stats.timers.__proto__.upper': 5 }],
  ['toString:a|s', { 'stats.sets.toString.count': 1 }],
];

it.each(deadly)('%s ends StatsD, not us', { timeout: 30_000 }, async (line, here) => {
  const statsd = await NpmStatsd.start({ graphite: settings }, 60_000);
  try {
    await sendPaced(statsd.udpPort, [Buffer.from(line)]);
    expect(await statsd.exited).toBe(1);
  } finally {
    await statsd.stop();
  }
  const own = new OwnStatsd(settings, 10);
  const flush = own.window([Buffer.from(line), Buffer.from('after:1|c')]);
  expect(Object.fromEntries(flush)).toMatchObject({ ...here, 'stats.counters.after.count': 1 });
});

it('a counter named toString spoils the flush of StatsD, not ours', { timeout: 30_000 }, async () => {
  const statsd = await NpmStatsd.start({ graphite: settings }, 1_000);
  const rate = 'stats.counters.toString.rate';
  try {
    await statsd.flush();
    const flush = await statsd.window([Buffer.from('toString:5|c')], () => 1);
    expect(flush.get(rate)).toBeNaN();
  } finally {
    await statsd.stop();
  }
  expect(new OwnStatsd(settings, 1).window([Buffer.from('toString:5|c')]).get(rate)).toBe(5);
});

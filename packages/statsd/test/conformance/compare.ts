/** Runs one configuration: StatsD with the lines as they are, StatsD with what they mean here, and ours; then every name and value. */
import type { StatsdSettings } from '@carpy/statsd';
import { type Case, WINDOWS } from './cases.ts';
import { type Configuration, packetsReceived, settingsOf } from './configurations.ts';
import { meaningHere } from './differences.ts';
import type { Flush } from './flush.ts';
import { judge, type Report } from './judge.ts';
import { LostPackets, NpmStatsd } from './npm-statsd.ts';
import { OwnStatsd } from './own-statsd.ts';
import { packetsOf } from './packets.ts';

const ATTEMPTS = 4;

export async function compare(configuration: Configuration, cases: readonly Case[], stepS: number): Promise<Report> {
  const settings = settingsOf(configuration.npm);
  const changed = cases.map(() => new Set<string>());
  const here = (line: string, index: number): string => {
    const meaning = meaningHere(line, settings);
    for (const id of meaning.ids) changed[index]?.add(id);
    return meaning.line;
  };
  const windows = Array.from({ length: WINDOWS }, (_, i) => i);
  const sent = windows.map((window) => packetsOf(cases, window, (line) => line));
  const meant = windows.map((window) => packetsOf(cases, window, here));
  const [asSent, asMeant] = await Promise.all([
    flushesOfStatsd(configuration, settings, sent, stepS),
    flushesOfStatsd(configuration, settings, meant, stepS),
  ]);
  const own = new OwnStatsd(settings, stepS);
  const ours = [own.flush(), ...sent.map((packets) => own.window(packets))];
  return judge(configuration, settings, cases, changed, { asSent, asMeant, ours });
}

/** The flush before the first packet, then one a window. A run in which the machine was too slow is done again. */
async function flushesOfStatsd(
  { npm }: Configuration,
  settings: StatsdSettings,
  windows: readonly (readonly Uint8Array[])[],
  stepS: number,
): Promise<Flush[]> {
  for (let attempt = 1; ; attempt++) {
    const statsd = await NpmStatsd.start(npm, stepS * 1_000);
    try {
      const flushes = [await statsd.flush()];
      for (const packets of windows) flushes.push(await statsd.window(packets, packetsReceived(settings, stepS)));
      return flushes;
    } catch (e) {
      if (!(e instanceof LostPackets) || attempt === ATTEMPTS) throw e;
    } finally {
      await statsd.stop();
    }
  }
}

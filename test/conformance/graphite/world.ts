/** graphite-web with carbon-cache, and carpy, both with the same points, sent over carbon's plaintext and readable in both. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CarpyProcess, eventually, sendTcp, startCarpy, temporaryFolder } from '../../e2e/carpy-process.ts';
import { type GraphiteWeb, startGraphite } from '../../support/graphite-web.ts';
import { AGGREGATION, HISTORY_S, NOW_S, SCHEMAS, type StoredSeries, storedSeries } from './points.ts';
import { render } from './render.ts';

export interface World {
  /** Base addresses. */
  readonly theirs: string;
  readonly ours: string;
  readonly stored: readonly StoredSeries[];
  stop(): Promise<void>;
}

export async function startWorld(seed: number): Promise<World> {
  const stored = storedSeries(seed);
  const conf = await temporaryFolder();
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'storage-schemas.conf'), SCHEMAS);
  await writeFile(join(conf, 'storage-aggregation.conf'), AGGREGATION);
  let graphite: GraphiteWeb | undefined;
  let carpy: CarpyProcess | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([graphite?.stop(), carpy?.stop()]);
    await rm(conf, { recursive: true, force: true });
  };
  try {
    graphite = await startGraphite({ schemas: SCHEMAS, aggregation: AGGREGATION });
    carpy = await startCarpy({ ports: PORTS, args: ['--graphite-conf', conf] });
    const lines = stored
      .flatMap(({ path, points }) => points.map(([stampS, value]) => `${path} ${value} ${stampS}\n`))
      .join('');
    await Promise.all([sendTcp(graphite.carbonPort, lines), sendTcp(carpy.ports.carbon as number, lines)]);
    await Promise.all([readable(graphite.url, stored), readable(carpy.url, stored)]);
    await eventually(
      () => taggedNames(graphite?.url ?? ''),
      (n) => n === stored.filter(isTagged).length,
      READABLE_MS,
    );
    return { theirs: graphite.url, ours: carpy.url, stored, stop };
  } catch (e) {
    await stop();
    throw e;
  }
}

/** A few seconds where the machine does nothing else. */
const READABLE_MS = 120_000;

/** No StatsD: its own series would be in the tree. */
const PORTS = ['--http-port', '0', '--statsd-port', 'off', '--statsd-admin-port', 'off', '--carbon-port', '0'];

const isTagged = ({ path }: StoredSeries): boolean => path.includes(';');

/** Until every point of every series is answered. */
async function readable(url: string, stored: readonly StoredSeries[]): Promise<void> {
  const expected = new Map(stored.map(({ path, points }) => [path, points.length]));
  const query = new URLSearchParams({ now: `${NOW_S}`, from: `${NOW_S - HISTORY_S}`, until: `${NOW_S}` });
  for (const { path } of stored) query.append('target', path);
  await eventually(
    async () => {
      const { series } = await render(url, query);
      const counts = series.map((s) => [s.target, s.datapoints.filter(([value]) => value !== null).length] as const);
      const missing = new Map<string | null, number>(expected);
      for (const [path, count] of counts) if (missing.get(path) === count) missing.delete(path);
      return [...missing.keys()];
    },
    (missing) => missing.length === 0,
    READABLE_MS,
  );
}

/** carbon tells graphite-web of tagged names some time after their points. */
async function taggedNames(url: string): Promise<number> {
  const answer = await fetch(`${url}/tags/findSeries?expr=${encodeURIComponent('name=~.')}`);
  return ((await answer.json()) as unknown[]).length;
}

/** Real clients, by their own packages, against the real server: all that they send arrives as the series that it should be. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noPythonClients } from '../support/python-clients.ts';
import { type ClientCase, clientCases, type Reading } from '../support/statsd-clients.ts';
import { type CarpyProcess, eventually, getJson, render, startCarpy, valuesOf } from './carpy-process.ts';

let carpy: CarpyProcess;
beforeAll(async () => {
  carpy = await startCarpy({ args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] });
});
afterAll(() => carpy.stop('SIGKILL'));

const readings: Readonly<Record<Reading, (values: readonly number[]) => number | undefined>> = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  max: (values) => (values.length === 0 ? undefined : Math.max(...values)),
  last: (values) => values.at(-1),
};

/** Each series of the case as it reads now. */
async function seriesNow({ series }: ClientCase, prefix: string): Promise<Record<string, number | undefined>> {
  const read = async ([target, reading]: ClientCase['series'][number]): Promise<[string, number | undefined]> => {
    const rendered = await render(carpy, `stats.${target.replace('~', prefix)}`);
    return [target, readings[reading](valuesOf(rendered))];
  };
  return Object.fromEntries(await Promise.all(series.map(read)));
}

interface Status {
  readonly ingest: { readonly bad: Record<string, number>; readonly serviceChecks: number };
}
const status = async (): Promise<Status['ingest']> => (await getJson<Status>(`${carpy.url}/api/v1/status`)).ingest;

const prefixOf = ({ client, transport }: ClientCase): string => `${client.replace(/\W+/g, '_')}_${transport}`;

const skipped = (one: ClientCase): boolean => one.python && noPythonClients !== undefined;
const titled = clientCases.map((one) => ({
  one,
  title: `${one.client} over ${one.transport}${skipped(one) ? `: skipped, ${noPythonClients}` : ''}`,
}));

for (const { one, title } of titled) {
  it.skipIf(skipped(one))(`${title}: ${one.sends}`, async () => {
    const prefix = prefixOf(one);
    const before = await status();
    const port = carpy.ports.statsd[one.transport];
    expect(port, `a ${one.transport} port`).not.toBeNull();
    await one.send(port as number, prefix);
    await eventually(
      () => seriesNow(one, prefix),
      (now) => one.series.every(([target, , value]) => now[target] === value),
    );
    const { serviceChecks = 0, events = [] } = one;
    const after = await eventually(status, (now) => now.serviceChecks >= before.serviceChecks + serviceChecks);
    expect(after).toMatchObject({ bad: before.bad, serviceChecks: before.serviceChecks + serviceChecks });
    for (const text of events) {
      await eventually(
        () => getJson<{ text: string }[]>(`${carpy.url}/api/v1/annotations`),
        (all) => all.some((annotation) => annotation.text === text.replace('~', prefix)),
      );
    }
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser, type TestBrowser } from './browser.ts';
import { type CarpyProcess, eventually, exitOf, getJson, root, sendUdp, startCarpy } from './carpy-process.ts';

/** Between the demo and the server: passes every packet on and remembers the timings in it. */
interface Tap {
  readonly port: number;
  readonly durationsMs: Map<string, number[]>;
  readonly socket: Socket;
}

async function openTap(statsdPort: number): Promise<Tap> {
  const socket = createSocket('udp4');
  const durationsMs = new Map<string, number[]>();
  socket.on('message', (bytes) => {
    for (const [, name = '', value] of bytes.toString().matchAll(/^(\S+):([\d.]+)\|ms$/gm)) {
      const list = durationsMs.get(name) ?? [];
      list.push(Number(value));
      durationsMs.set(name, list);
    }
    socket.send(bytes, statsdPort, '127.0.0.1');
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, durationsMs, socket };
}

describe.skipIf(noBrowser !== undefined)('one request, from the demo to its chart', () => {
  let carpy: CarpyProcess;
  let tap: Tap;
  let demo: ChildProcess;
  let browser: TestBrowser;

  beforeAll(async () => {
    [carpy, browser] = await Promise.all([
      startCarpy({ args: ['--flush-interval', '1000', '--retention', '1s:1h,1m:14d'] }),
      launchBrowser(),
    ]);
    tap = await openTap(carpy.ports.statsd.udp as number);
    demo = spawn(process.execPath, [join(root, 'packages/server/dist/demo.js')], {
      env: { ...process.env, CARPY_URL: carpy.url, CARPY_STATSD: `udp://127.0.0.1:${tap.port}` },
      stdio: 'ignore',
    });
  });
  afterAll(async () => {
    demo.kill('SIGTERM');
    await exitOf(demo);
    tap.socket.close();
    await browser.close();
    await carpy.stop('SIGKILL');
  });

  it('shows the numbers that were sent', async () => {
    const transaction = 'GET-';
    const sentOf = (outcome: string): number[] =>
      [...tap.durationsMs]
        .filter(([name]) => new RegExp(`^carpy\\.shop\\.[^.]+\\.${transaction}\\.${outcome}$`).test(name))
        .flatMap(([, values]) => values);
    await eventually(
      async () => sentOf('ok').length,
      (n) => n >= 5,
      30_000,
    );
    demo.kill('SIGTERM');
    await exitOf(demo);
    // The last flush of the agents is on its way; a marker behind it tells when the server has read everything.
    await sendUdp(carpy.ports.statsd.udp as number, 'marker:1|c');
    const wanted = sentOf('ok').length + sentOf('error').length;
    const url = `${carpy.url}/api/v1/apps/shop/transactions/${transaction}?from=-5min&to=now`;
    await eventually(
      () => getJson<{ totals: { count: number } }>(url),
      (answer) => answer.totals.count >= wanted,
    );

    const { page, faults } = await browser.open(`${carpy.url}/a/shop/t/${transaction}?from=-5min`);
    await page.locator('main h1', { hasText: 'GET' }).waitFor();
    const totals = await page.locator('.chart-totals').first().innerText();
    const requests = /([\d,]+)\s+requests/.exec(totals)?.[1]?.replaceAll(',', '');
    expect(Number(requests)).toBe(wanted);
    const upper = /upper\s+([\d.]+)\s+ms/.exec(totals)?.[1];
    const greatest = Math.max(...sentOf('ok'));
    expect(Number(upper)).toBeCloseTo(Number(greatest.toPrecision(3)), 6);

    // The chart's own numbers: every request stands in one slot of the table behind it.
    const card = page.getByRole('region', { name: 'Duration', exact: true });
    await card.getByRole('button', { name: 'Upper', exact: true }).click();
    await card.getByRole('button', { name: /table/i }).click();
    const cells = await card.locator('tbody td:nth-of-type(1)').allInnerTexts();
    const shown = cells.map((text) => Number.parseFloat(text)).filter((n) => !Number.isNaN(n));
    expect(Math.max(...shown)).toBeCloseTo(Number(greatest.toPrecision(3)), 6);
    expect(faults).toEqual([]);
  });
});

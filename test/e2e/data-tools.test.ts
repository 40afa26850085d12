/** Backup, restore, doctor, delete and rename, as a user runs them beside a server. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CarpyProcess,
  eventually,
  getJson,
  render,
  runCarpy,
  sendTcp,
  startCarpy,
  temporaryFolder,
  valuesOf,
} from './carpy-process.ts';

const running: CarpyProcess[] = [];
const folders: string[] = [];
const start = async (options: Parameters<typeof startCarpy>[0] = {}): Promise<CarpyProcess> => {
  const carpy = await startCarpy(options);
  running.push(carpy);
  return carpy;
};
const folder = async (): Promise<string> => {
  const dir = await temporaryFolder();
  folders.push(dir);
  return dir;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((carpy) => carpy.stop('SIGKILL')));
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
});

/** Sends points by carbon and waits until they are answered, each batch as a record of its own. */
async function send(carpy: CarpyProcess, ...names: string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    const atS = Math.floor(Date.now() / 1000) - 30;
    await sendTcp(carpy.ports.carbon as number, `${name} ${i + 1} ${atS}\n${name} ${i + 1} ${atS + 10}\n`);
    await eventually(
      () => valuesOfName(carpy, name),
      (values) => values.includes(i + 1),
    );
  }
}

const valuesOfName = async (carpy: CarpyProcess, name: string): Promise<number[]> =>
  valuesOf(await render(carpy, name));

const found = async (carpy: CarpyProcess, query: string): Promise<string[]> =>
  (
    await getJson<{ metrics: { path: string }[] }>(`${carpy.url}/metrics/find?format=completer&query=${query}`)
  ).metrics.map(({ path }) => path);

describe('backup and restore', () => {
  it('a backup of a running server, restored, has what was sent before it', async () => {
    const work = await folder();
    const dataDir = join(work, 'data');
    const carpy = await start({ dataDir });
    await send(carpy, 'servers.a.load', 'servers.b.load');
    const made = await runCarpy(['backup', join(work, 'backup'), '--data-dir', dataDir]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('backed up');
    // A second one into the same place is refused.
    expect((await runCarpy(['backup', join(work, 'backup'), '--data-dir', dataDir])).code).toBe(1);
    await carpy.stop('SIGKILL');
    await rm(dataDir, { recursive: true });
    const restored = await runCarpy(['restore', join(work, 'backup'), '--data-dir', dataDir]);
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toContain(`carpy --data-dir ${dataDir}`);
    const again = await start({ dataDir });
    expect(await found(again, 'servers.*.load')).toEqual(['servers.a.load', 'servers.b.load']);
    expect(await valuesOfName(again, 'servers.a.load')).toContain(1);
    expect(await valuesOfName(again, 'servers.b.load')).toContain(2);
  });
});

describe('doctor', () => {
  it('finds a sound folder sound, while the server runs and after kill -9', async () => {
    const dataDir = join(await folder(), 'data');
    const carpy = await start({ dataDir });
    await send(carpy, 'servers.a.load');
    const beside = await runCarpy(['doctor', '--data-dir', dataDir]);
    expect(beside).toMatchObject({ code: 0, err: '' });
    expect(beside.out).toContain('sound');
    expect(beside.out).toContain(`process ${carpy.child.pid}`);
    // A repair needs the folder for itself.
    expect((await runCarpy(['doctor', '--repair', '--data-dir', dataDir])).code).toBe(2);
    await carpy.stop('SIGKILL');
    const after = await runCarpy(['doctor', '--json', '--data-dir', dataDir]);
    expect(after.code).toBe(0);
    expect(JSON.parse(after.out)).toMatchObject({ findings: [], format: 2 });
  });

  it('repairs a damaged log, keeps the original, and the server starts with the rest', async () => {
    const dataDir = join(await folder(), 'data');
    const carpy = await start({ dataDir });
    await send(carpy, 'servers.a.load', 'servers.b.load', 'servers.c.load');
    await carpy.stop('SIGKILL');
    const wal = join(dataDir, 'wal');
    const logs = await Promise.all(
      (await readdir(wal)).map(async (name) => ({ name, bytes: await readFile(join(wal, name)) })),
    );
    const { name, bytes } = logs.reduce((a, b) => (a.bytes.length >= b.bytes.length ? a : b));
    // In the first record, and others follow it.
    expect(bytes.indexOf('CWAL', 4)).toBeGreaterThan(20);
    bytes[20] = (bytes[20] as number) ^ 1;
    await writeFile(join(wal, name), bytes);
    const doctor = (...flags: string[]) => runCarpy(['doctor', '--data-dir', dataDir, ...flags]);
    const seen = await doctor();
    expect(seen.code).toBe(1);
    expect(seen.out).toContain('damaged part');
    expect((await doctor('--repair')).code).toBe(0);
    expect((await doctor()).code).toBe(0);
    expect(await readdir(join(dataDir, 'damaged'))).toHaveLength(1);
    const again = await start({ dataDir });
    expect(await found(again, 'servers.*.load')).toContain('servers.c.load');
  });

  it('could not look where nothing is', async () => {
    const none = await runCarpy(['doctor', '--data-dir', join(await folder(), 'none')]);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('no data folder');
  });
});

describe('delete and rename', () => {
  it('change what the server answers, for good', async () => {
    const dataDir = join(await folder(), 'data');
    const carpy = await start({ dataDir });
    await send(carpy, 'servers.a.load', 'servers.b.load', 'servers.c.load');
    const renamed = await runCarpy(['rename', 'servers.b', 'hosts.b', '--yes', '--url', carpy.url]);
    expect(renamed).toMatchObject({ code: 0, out: 'renamed: 1 series at and below servers.b, to hosts.b\n' });
    const deleted = await runCarpy(['delete', 'servers.a', '--yes', '--url', carpy.url]);
    expect(deleted).toMatchObject({ code: 0, out: 'deleted: 1 series at and below servers.a\n' });
    // Nobody can be asked.
    expect((await runCarpy(['delete', 'servers', '--url', carpy.url])).code).toBe(2);
    const taken = await runCarpy(['rename', 'servers.c', 'hosts.b', '--yes', '--url', carpy.url]);
    expect(taken.code).toBe(1);
    const isAsSaid = async (server: CarpyProcess): Promise<void> => {
      expect(await found(server, '*.*.load')).toEqual(['hosts.b.load', 'servers.c.load']);
      expect(await valuesOfName(server, 'hosts.b.load')).toContain(2);
    };
    await isAsSaid(carpy);
    await carpy.stop('SIGKILL');
    await isAsSaid(await start({ dataDir }));
  });
});

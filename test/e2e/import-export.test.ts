/** From whisper files into carpy, out as lines and in again: what whisper answers is what carpy answers. */
import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { askPython, noCarbon } from '../../packages/store/test/graphite-conf-python.ts';
import { type CarpyProcess, getJson, runCarpy, startCarpy, temporaryFolder } from './carpy-process.ts';

const running: CarpyProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((carpy) => carpy.stop('SIGKILL')));
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
});
const folder = async (): Promise<string> => {
  const dir = await temporaryFolder();
  folders.push(dir);
  return dir;
};
const start = async (options: Parameters<typeof startCarpy>[0] = {}): Promise<CarpyProcess> => {
  const carpy = await startCarpy(options);
  running.push(carpy);
  return carpy;
};

type Pairs = readonly (readonly [value: number | null, atS: number])[];

type Answers = Readonly<Record<string, Readonly<Record<string, Pairs>>>>;

/** Ranges that end now, one for each archive, in seconds; away from the edges of retentions. */
const BACK_S = [3_000, 40_000, 500_000] as const;
const RETENTIONS = '10s:1h,1min:12h,10min:7d';

/** Files of every method, with gaps, a tagged one, one without points, one that is none; and what whisper answers for each range. */
const MAKE = `
import json, os, random, sys, time
import whisper
q = json.load(sys.stdin)
now = int(time.time())
rng = random.Random(7)
answers = {}
def path(name):
    p = os.path.join(q['dir'], name + '.wsp')
    os.makedirs(os.path.dirname(p), exist_ok=True)
    return p
def make(name, series, method, xff, gap):
    p = path(name)
    whisper.create(p, [(10, 360), (60, 720), (600, 1008)], xff, method)
    # As carbon would have written it over a week: each point when it was new.
    for step, back in ((600, 600000), (60, 42600), (10, 3500)):
        stamps = [t for t in range(now - back, now, step)]
        whisper.update_many(p, [(t, round(rng.uniform(0, 100), 2)) for t in stamps if rng.random() > gap], now)
    out = {}
    for b in q['back']:
        (a, e, step), values = whisper.fetch(p, now - b, now, now=now)
        out[b] = [[v, a + i * step] for i, v in enumerate(values)]
    answers[series] = out
for method in ('average', 'sum', 'last', 'max', 'min', 'avg_zero', 'absmax', 'absmin'):
    # No share that whole slots can have: a file holds it as a 32-bit float, for which 3 of 10 are less than 0.3.
    make('servers/a/' + method, 'servers.a.' + method, method, 0.35, 0.1)
make('servers/b/gaps', 'servers.b.gaps', 'average', 0, 0.6)
make('_tagged/abc/def/disk_DOT_used;host=a', 'disk.used;host=a', 'average', 0.5, 0)
whisper.create(path('servers/empty'), [(60, 60)], 0.5, 'average')
open(path('servers/broken'), 'wb').write(b'no whisper file')
print(json.dumps({'now': now, 'answers': answers}))
`;

describe.skipIf(noCarbon !== undefined)(
  `import whisper${noCarbon === undefined ? '' : `: skipped, ${noCarbon}`}`,
  () => {
    it('every archive answers as whisper does, and a second run has nothing to do', async () => {
      const dir = await folder();
      const conf = await folder();
      await writeFile(join(conf, 'storage-schemas.conf'), `[all]\npattern = .*\nretentions = ${RETENTIONS}\n`);
      const carpy = await start({ args: ['--graphite-conf', conf] });
      const { now, answers } = askPython<{ now: number; answers: Answers }>(MAKE, {
        dir,
        back: BACK_S,
      });
      const args = ['import', 'whisper', dir, '--url', carpy.url, '--journal', join(conf, 'journal')];
      const first = await runCarpy(args);
      expect(first.err).toContain('left out: servers/broken.wsp: it has 15 bytes');
      expect(first.out).toMatch(/^imported: 12 files, 1 without a point; [\d,]+ points of 10 series\n$/);
      // One file can't be read: the exit code says so.
      expect(first.code).toBe(1);
      for (const [series, ranges] of Object.entries(answers)) {
        for (const backS of BACK_S) {
          // What is still filling when the file is read is another matter in each.
          const over = (pairs: Pairs): Pairs => pairs.filter(([, atS]) => atS < now - 660);
          const points = over(await renderAt(carpy, series, now - backS, now));
          expect(numbers(points), `${series} -${backS}s`).toEqual(numbers(over(ranges[backS] as Pairs)));
        }
      }
      const second = await runCarpy(args);
      expect(second.out).toBe('imported: 12 files, 11 of them by an earlier run; 0 points of 0 series\n');
      const other = await runCarpy([...args, '--prefix', 'team']);
      expect(other).toMatchObject({ code: 1, err: expect.stringContaining('is no journal of this import') });
    });

    it('without the configuration, what is coarser than our own tiers fills them', async () => {
      const dir = await folder();
      const carpy = await start();
      const { now, answers } = askPython<{ now: number; answers: Answers }>(MAKE, {
        dir,
        back: BACK_S,
      });
      const result = await runCarpy([
        'import',
        'whisper',
        dir,
        '--prefix',
        'old',
        '--url',
        carpy.url,
        '--journal',
        join(dir, 'j'),
      ]);
      expect(result.out).toContain('imported: 12 files');
      // The minutes of half a day ago lie in a tier of 10 s here, and those of a week ago in one of 1 minute.
      const day = await renderAt(carpy, 'old.servers.a.average', now - 40_000, now - 36_000);
      const want = rangeOf(answers, 'servers.a.average', 40_000).filter(
        ([, atS]) => atS > now - 39_900 && atS < now - 36_100,
      );
      expect(day[1]?.[1]).toBe((day[0]?.[1] as number) + 10);
      expect(want.length).toBeGreaterThan(50);
      for (const [value, atS] of want) expect(day.find(([, at]) => at === atS)?.[0]).toBe(value);
      const sum = await renderAt(carpy, 'old.servers.a.sum', now - 500_000, now - 400_000);
      for (const [value, atS] of rangeOf(answers, 'servers.a.sum', 500_000).filter(
        ([, at]) => at > now - 490_000 && at < now - 410_000,
      )) {
        const minutes = sum.filter(([, at]) => at >= atS && at < atS + 600);
        const total = minutes.reduce((n, [v]) => n + (v ?? Number.NaN), 0);
        if (value === null) expect(minutes.every(([v]) => v === null)).toBe(true);
        else expect(Math.abs(total - value)).toBeLessThan(1e-6);
      }
    });

    it('--dry-run sends nothing', async () => {
      const dir = await folder();
      askPython(MAKE, { dir, back: [] });
      const carpy = await start();
      const result = await runCarpy(['import', 'whisper', dir, '--dry-run', '--url', carpy.url]);
      expect(result.out).toMatch(/^would import: [\d,]+ points of 12 files, 1 without a point\n$/);
      expect(await getJson(`${carpy.url}/metrics/find?query=*`)).toEqual([]);
    });
  },
);

describe('export, import lines and query', () => {
  it('what is exported can be imported into another server, and is the same there', async () => {
    const now = Math.floor(Date.now() / 1000);
    const stamp = now - (now % 10) - 300;
    const lines = ['x.y.a 1.5 0', 'x.y.a 2 10', 'x.y.b -3e2 0', 'x.y.b 4 10', 'x.c 7 0', 'x.c 8 10']
      .map((line) => line.replace(/\d+$/, (s) => String(stamp + Number(s))))
      .concat('half a line');
    const dir = await folder();
    await writeFile(join(dir, 'in.lines'), `${lines.join('\n')}\n`);
    const one = await start();
    const imported = await runCarpy(['import', 'lines', join(dir, 'in.lines'), '--url', one.url]);
    expect(imported).toMatchObject({
      code: 1,
      out: 'imported: 6 points of 7 lines\n',
      err: expect.stringContaining('line 7: "a" is no number'),
    });
    const out = join(dir, 'out.lines');
    const exported = await runCarpy(['export', 'x', '--from', '-1h', '--out', out, '--url', one.url]);
    expect(exported).toMatchObject({ code: 0, err: 'exported: 6 points of 3 series\n' });
    expect(await runCarpy(['export', 'x', '--out', out, '--url', one.url])).toMatchObject({
      code: 1,
      err: expect.stringContaining("can't be written"),
    });
    const none = join(dir, 'none.lines');
    expect(await runCarpy(['export', 'nothing', '--out', none, '--url', one.url])).toMatchObject({ code: 1 });
    await expect(access(none)).rejects.toThrow('ENOENT');
    const two = await start();
    expect(await runCarpy(['import', 'lines', out, '--url', two.url])).toMatchObject({ code: 0 });
    const csv = async (carpy: CarpyProcess): Promise<string> =>
      (await runCarpy(['export', 'x.y', 'x.c', '--format', 'csv', '--from', '-1h', '--url', carpy.url])).out;
    expect(await csv(two)).toBe(await csv(one));
    expect(await csv(two)).toContain(`x.y.b,${new Date(stamp * 1000).toISOString()},-300\n`);
  });

  it('query draws, tabulates and says when nothing matches', async () => {
    const carpy = await start();
    const now = Math.floor(Date.now() / 1000);
    const dir = await folder();
    const lines = Array.from({ length: 30 }, (_, i) => `q.wave ${i % 10} ${now - (now % 10) - 300 + i * 10}`);
    await writeFile(join(dir, 'in.lines'), lines.join('\n'));
    expect(await runCarpy(['import', 'lines', join(dir, 'in.lines'), '--url', carpy.url])).toMatchObject({ code: 0 });
    const ask = (...args: string[]) =>
      runCarpy(['query', ...args, '--from', '-5min', '--tz', 'UTC', '--url', carpy.url]);
    const chart = await ask('alias(q.wave,"wave")', '--format', 'chart', '--width', '60');
    expect(chart.out.split('\n')[0]).toBe('wave');
    expect(chart.out).toMatch(/9 ┤[\u2800-\u28ff]+\n/);
    expect(chart.out).toMatch(/last \d {3}min 0 {3}mean [\d.]+ {3}max 9/);
    const table = await ask('q.wave', 'constantLine(2.5)', '--format', 'table');
    expect(table.out).toMatch(/^\[1\] q\.wave\n\[2\] 2\.5\ntime +\[1\] +\[2\]\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +/);
    expect(await ask('q.nothing')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing matches q.nothing'),
    });
    expect(await ask('sumSeries(q.wave')).toMatchObject({
      code: 1,
      err: expect.stringContaining('CARPY_BAD_TARGET'),
    });
    expect(await runCarpy(['query', 'q.wave', '--tz', 'Nowhere/Else', '--url', carpy.url])).toMatchObject({ code: 2 });
  });
});

const rangeOf = (answers: Answers, series: string, backS: number): Pairs => answers[series]?.[backS] ?? [];

async function renderAt(carpy: CarpyProcess, series: string, fromS: number, untilS: number): Promise<Pairs> {
  const query = new URLSearchParams({
    target: series,
    from: String(fromS),
    until: String(untilS),
    format: 'json',
    now: String(untilS),
  });
  const [only] = await getJson<{ datapoints: Pairs }[]>(`${carpy.url}/render?${query}`);
  return only?.datapoints ?? [];
}

/** To nine digits: whisper adds and divides in another order. */
const numbers = (pairs: Pairs): (readonly [number | null, number])[] =>
  pairs.map(([value, atS]) => [value === null ? null : Number(value.toPrecision(9)), atS]);

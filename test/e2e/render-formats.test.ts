/** Every format of /render beside a real graphite-web with the same points: the same bytes, or the same data where bytes may differ. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromMsgpack } from '../../packages/graphite/test/read-formats.ts';
import { readPng } from '../../packages/server/test/read-png.ts';
import { type GraphiteWeb, noGraphite, python, startGraphite } from '../support/graphite-web.ts';
import { runProgram } from '../support/run-program.ts';
import { type CarpyProcess, eventually, sendTcp, startCarpy } from './carpy-process.ts';

const nowS = Math.floor(Date.now() / 1000);
const untilS = nowS - (nowS % 10) - 60;
const fromS = untilS - 300;
let graphite: GraphiteWeb;
let carpy: CarpyProcess;

/** Gaps in each, not before the first two points tell the step, whole numbers, fractions, large and small ones. */
function lines(): string {
  const values = [1, 0.1, -2.5, 1e16, 1.5e-7, 123456789.125, 0, 1 / 3];
  const points: string[] = [];
  for (let atS = fromS + 10, i = 0; atS <= untilS; atS += 10, i++) {
    if (i % 7 !== 3) points.push(`formats.one ${values[i % values.length]} ${atS}`);
    if (i % 5 !== 2) points.push(`formats.two ${i} ${atS}`);
  }
  return `${points.join('\n')}\n`;
}

beforeAll(async () => {
  if (noGraphite !== undefined) return;
  [graphite, carpy] = await Promise.all([
    startGraphite({ schemas: '[all]\npattern = .*\nretentions = 10s:1d\n' }),
    startCarpy(),
  ]);
  await Promise.all([sendTcp(graphite.carbonPort, lines()), sendTcp(carpy.ports.carbon as number, lines())]);
  for (const url of [graphite.url, carpy.url]) {
    await eventually(
      async () => (await ask(url, 'format=raw', ['formats.two'])).body.toString(),
      (raw) => /\|0\.0,.*,29\.0/.test(raw),
    );
  }
}, 300_000);
afterAll(async () => {
  await carpy?.stop();
  await graphite?.stop();
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Buffer;
}

const TARGETS = ['formats.*', `alias(formats.two,'say "hi", you')`, 'sumSeries(formats.*)', 'scale(formats.one,0.1)'];

async function ask(url: string, query: string, targets = TARGETS): Promise<Answer> {
  const list = targets.map((target) => `target=${encodeURIComponent(target)}`).join('&');
  const answer = await fetch(`${url}/render?${list}&from=${fromS}&until=${untilS}&noCache=1&${query}`);
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

const both = async (query: string, targets?: readonly string[]): Promise<[theirs: Answer, ours: Answer]> => {
  const [theirs, ours] = await Promise.all(
    [graphite.url, carpy.url].map((url) => ask(url, query, targets as string[])),
  );
  expect([ours?.status, ours?.type]).toEqual([200, theirs?.type]);
  return [theirs as Answer, ours as Answer];
};

const title = noGraphite === undefined ? '' : `: skipped, ${noGraphite}`;

describe.skipIf(noGraphite !== undefined)(`beside graphite-web${title}`, () => {
  it.each(['format=csv', 'format=csv&tz=Asia/Kathmandu', 'format=raw', 'rawData=1'])(
    '%s: the same bytes',
    async (query) => {
      const [theirs, ours] = await both(query);
      expect(ours.body.toString()).toBe(theirs.body.toString());
      expect(ours.body.length).toBeGreaterThan(500);
    },
  );

  it.each([
    'format=json',
    'format=json&maxDataPoints=7',
    'format=json&maxDataPoints=1',
    'format=json&noNullPoints=1',
    'format=json&pretty=1',
    'format=dygraph',
    'format=rickshaw',
  ])('%s: the same data', async (query) => {
    const [theirs, ours] = await both(query);
    expect(JSON.parse(ours.body.toString())).toEqual(JSON.parse(theirs.body.toString()));
  });

  it.each(['json', 'dygraph', 'rickshaw'])('jsonp of %s: the same call', async (format) => {
    const read = ({ body }: Answer): unknown => {
      const text = body.toString();
      expect(text).toMatch(/^draw\(.*\)$/s);
      return JSON.parse(text.slice('draw('.length, -1));
    };
    const [theirs, ours] = await both(`format=${format}&jsonp=draw`);
    expect(read(ours)).toEqual(read(theirs));
  });

  it('msgpack: the same data', async () => {
    const [theirs, ours] = await both('format=msgpack');
    expect(fromMsgpack(ours.body)).toEqual(fromMsgpack(theirs.body));
  });

  it.each(['format=pickle', 'pickle=1'])('%s: Python reads the same', async (query) => {
    const answers = await both(query);
    const texts = await Promise.all(
      answers.map(async ({ body }, i) => {
        const file = join(carpy.dataDir, `answer-${i}.pickle`);
        await writeFile(file, body);
        const program = 'import json, pickle, sys; print(json.dumps(pickle.load(open(sys.argv[1], "rb"))))';
        return (await runProgram(python, ['-c', program, file])).text;
      }),
    );
    expect(JSON.parse(texts[1] as string)).toEqual(JSON.parse(texts[0] as string));
    expect(JSON.parse(texts[1] as string)).toHaveLength(5);
  });

  it.each(['json', 'csv', 'raw', 'dygraph', 'rickshaw'])('no series as %s', async (format) => {
    const [theirs, ours] = await both(`format=${format}`, ['nothing.here']);
    expect(ours.body.toString()).toBe(theirs.body.toString());
  });

  it.each(['', 'format=png', 'width=500&height=100&format=png', 'graphType=pie'])(
    'a png of the same size: %s',
    async (query) => {
      const [theirs, ours] = await both(query);
      const { width, height } = readPng(ours.body);
      expect([width, height]).toEqual([theirs.body.readUInt32BE(16), theirs.body.readUInt32BE(20)]);
    },
  );

  it('an svg with the same names and the same times', async () => {
    const [, ours] = await both('format=svg&hideLegend=false&width=600');
    for (const name of ['formats.one', 'say &quot;hi&quot;, you', 'sumSeries(formats.*)']) {
      expect(ours.body.toString()).toContain(`>${name}<`);
    }
  });
});

import type { ErrorAnswer } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { expect, it } from 'vitest';
import { harness, NOW_MS, post } from './fakes/http-deps.ts';

const form = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  body,
});
const NOW_S = NOW_MS / 1_000;
const plain = {
  targets: ['a.b', 'sumSeries(c.*)'],
  fromS: NOW_S - 3_600,
  untilS: NOW_S,
  nowS: NOW_S,
  maxDataPoints: 100,
  noNullPoints: false,
  xFilesFactor: undefined,
  template: undefined,
  timezone: 'UTC',
  format: 'json',
  jsonp: undefined,
  pretty: false,
  chart: undefined,
};

it.each([
  ['a GET', '/render?target=a.b&target=sumSeries(c.*)&from=-1h&until=now&maxDataPoints=100.7&format=json', undefined],
  ['a form', '/render', form('target=a.b&target=sumSeries(c.*)&from=-1h&until=now&maxDataPoints=100&format=json')],
  [
    'JSON',
    '/render',
    post({ target: ['a.b', 'sumSeries(c.*)'], from: '-1h', until: 'now', maxDataPoints: 100, format: 'json' }),
  ],
  ['target[]', '/render?target[]=a.b&target[]=sumSeries(c.*)&from=-1h&maxDataPoints=100&format=json', undefined],
  [
    'what old clients send along',
    '/render?target=a.b&target=sumSeries(c.*)&from=-1h&maxDataPoints=100&format=json&noCache=1&cacheTimeout=60&local=1&_salt=1.5',
    undefined,
  ],
])('takes %s', async (_, path, init) => {
  const { request, asked, answerWith } = await harness();
  answerWith('[{"target":"a.b"}]');
  const response = await request(path, init);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toBe('[{"target":"a.b"}]');
  expect(asked).toEqual([{ kind: 'render', request: plain }]);
});

it.each([
  ['', 'png', 'image/png'],
  ['format=png', 'png', 'image/png'],
  ['format=svg', 'svg', 'image/svg+xml'],
  ['format=json', 'json', 'application/json'],
  ['format=csv', 'csv', 'text/csv'],
  ['format=raw', 'raw', 'text/plain'],
  ['rawData=true', 'raw', 'text/plain'],
  ['format=pickle', 'pickle', 'application/pickle'],
  ['pickle=true', 'pickle', 'application/pickle'],
  ['rawData=true&format=csv', 'csv', 'text/csv'],
  ['format=msgpack', 'msgpack', 'application/x-msgpack'],
  ['format=dygraph', 'dygraph', 'application/json'],
  ['format=rickshaw', 'rickshaw', 'application/json'],
  ['format=json&jsonp=page.draw', 'json', 'text/javascript'],
  ['format=svg&jsonp=draw', 'svg', 'text/javascript'],
  ['format=csv&jsonp=draw', 'csv', 'text/csv'],
])('%s asks for %s and is sent as %s', async (query, format, type) => {
  const { request, asked, answerWith } = await harness();
  answerWith(new Uint8Array([1, 2]));
  const response = await request(`/render?target=a&${query}`);
  expect(response.headers.get('content-type')).toBe(type);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  expect(asked).toMatchObject([{ request: { format } }]);
});

it('asks for a day unless told, in the timezone given, with templates and xFilesFactor', async () => {
  const { request, asked } = await harness();
  await request(
    '/render?target=template(a.$n)&now=1000000&noNullPoints=true&format=json&pretty=1&tz=Europe/Berlin&xFilesFactor=0.5&template[n]=x&template[__proto__]=y',
  );
  expect(asked).toMatchObject([
    {
      request: {
        fromS: 1_000_000 - 86_400,
        untilS: 1_000_000,
        nowS: 1_000_000,
        maxDataPoints: undefined,
        noNullPoints: true,
        pretty: true,
        timezone: 'Europe/Berlin',
        xFilesFactor: 0.5,
        template: { n: 'x' },
      },
    },
  ]);
});

it('hands what is said of a picture on', async () => {
  const { request, asked } = await harness();
  await request('/render?target=a&width=800&thickness=2&colorList=red,%23336699cc&hideLegend=&title=Hello');
  expect(asked).toMatchObject([
    {
      request: {
        chart: {
          width: 800,
          lineWidth: 2,
          title: 'Hello',
          colorList: [
            { rgb: '#c80032', opacity: 1 },
            { rgb: '#336699', opacity: 0.8 },
          ],
        },
      },
    },
  ]);
});

it.each([
  ['format=pdf', 'supported is png, svg, json, csv'],
  ['format=foo', 'format'],
  ['format=json&jsonp=alert(1)//', 'jsonp'],
  ['format=json&maxDataPoints=0', 'maxDataPoints'],
  ['format=json&xFilesFactor=2', 'xFilesFactor'],
  ['format=json&cacheTimeout=soon', 'cacheTimeout'],
  ['format=json&graphType=pie', 'graphType'],
  ['width=0', 'width'],
  ['width=8000&height=8000', 'width, height and pixelRatio'],
  ['bgcolor=bluish', 'bgcolor'],
  ['lineMode=wavy', 'slope, staircase, connected'],
  ['template=none-such', 'template'],
  [`format=json&${Array.from({ length: 101 }, (_, i) => `template[x${i}]=1`).join('&')}`, 'template'],
])('%s is a bad request that names %s', async (query, words) => {
  const { request, asked } = await harness();
  const response = await request(`/render?target=a&${query}`);
  expect(response.status).toBe(400);
  expect(((await response.json()) as ErrorAnswer).error.message).toContain(words);
  expect(asked).toEqual([]);
});

it('tells the place of a fault in a target', async () => {
  const { request, answerWith } = await harness();
  answerWith(new CarpyError('CARPY_BAD_TARGET', 'a ) is missing', { position: 11 }));
  const response = await request('/render?target=sumSeries(a');
  expect(((await response.json()) as ErrorAnswer).error.position).toBe(11);
});

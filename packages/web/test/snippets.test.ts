import { expect, it } from 'vitest';
import { agentVariables, hostPortOf, snippetsOf } from '../src/pages/welcome/snippets.ts';

const usual = {
  http: 'http://127.0.0.1:2277',
  statsdUdp: 'udp://127.0.0.1:8125',
  statsdTcp: null,
  statsdAdmin: null,
  carbon: 'tcp://127.0.0.1:2003',
};
const textOf = (
  listeners:
    | typeof usual
    | (Omit<typeof usual, 'statsdUdp' | 'carbon'> & { statsdUdp: string | null; carbon: string | null }),
  key: string,
) =>
  snippetsOf(listeners)
    .find((s) => s.key === key)
    ?.blocks.map((b) => b.text)
    .join('\n');

it.each([
  ['udp://127.0.0.1:8125', { host: '127.0.0.1', port: '8125' }],
  ['tcp://apm.example.com:2003', { host: 'apm.example.com', port: '2003' }],
  ['udp://[::1]:8127', { host: '::1', port: '8127' }],
  ['10.0.0.1:8125', { host: '10.0.0.1', port: '8125' }],
  [null, undefined],
  ['nonsense', undefined],
])('%s', (address, want) => {
  expect(hostPortOf(address)).toEqual(want);
});

it('asks for no variable where all is as usual, and for those that differ', () => {
  expect(agentVariables(usual)).toBe('');
  expect(agentVariables({ ...usual, statsdUdp: 'udp://127.0.0.1:8127' })).toBe('CARPY_STATSD=udp://127.0.0.1:8127 ');
  expect(agentVariables({ ...usual, http: 'http://apm:80' })).toBe('CARPY_URL=http://apm:80 ');
});

it('puts this server’s own addresses in', () => {
  const moved = { ...usual, statsdUdp: 'udp://127.0.0.1:8127', carbon: 'tcp://127.0.0.1:2103' };
  expect(textOf(moved, 'statsd')).toContain('nc -u -w1 127.0.0.1 8127');
  expect(textOf(moved, 'statsd')).toContain('/dev/udp/127.0.0.1/8127');
  expect(textOf(moved, 'graphite')).toContain('nc -w1 127.0.0.1 2103');
  expect(textOf(moved, 'node')).toContain(
    'CARPY_STATSD=udp://127.0.0.1:8127 CARPY_APP=my_app CARPY_RECORDS=true node --import @carpy/agent/register server.js',
  );
  expect(textOf(moved, 'express')).toContain('CARPY_STATSD=udp://127.0.0.1:8127 node server.js');
});

it('offers nothing that is off', () => {
  expect(snippetsOf({ ...usual, statsdUdp: null, carbon: null }).map((s) => s.key)).toEqual([
    'node',
    'express',
    'demo',
  ]);
});

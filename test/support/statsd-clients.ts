/** Real StatsD clients by their own packages: what each sends, over what, and the series that must come of it. */
import { createRequire } from 'node:module';
import HotShots, { type ClientOptions } from 'hot-shots';
import { runPython } from './python-clients.ts';

export type Transport = 'udp' | 'tcp';

/** How the points of a series add up to what was sent: a send may fall into two flushes. */
export type Reading = 'sum' | 'max' | 'last';

export interface ClientCase {
  readonly client: string;
  readonly transport: Transport;
  readonly python: boolean;
  /** What is sent, in the client's own calls. */
  readonly sends: string;
  /** Ends when the client has handed everything to the system. */
  readonly send: (port: number, prefix: string) => Promise<void>;
  /** Series without `stats.`, `~` for the prefix. */
  readonly series: readonly (readonly [target: string, reading: Reading, value: number])[];
  /** Texts of the annotations that events become. */
  readonly events?: readonly string[];
  readonly serviceChecks?: number;
}

/** What the clients without types are used for here. */
interface StatsdClient {
  counter(name: string, delta: number, tags?: object): void;
  increment(name: string): void;
  decrement(name: string, delta: number): void;
  gauge(name: string, value: number): void;
  gaugeDelta(name: string, delta: number): void;
  set(name: string, member: string): void;
  timing(name: string, ms: number): void;
  histogram(name: string, value: number, tags?: object): void;
  distribution(name: string, value: number): void;
  close(): void;
}
type Sent = (error: Error | null) => void;
interface NodeStatsd {
  increment(name: string, value: number, rate: number, tags: string[], sent: Sent): void;
  decrement(name: string, value: number, rate: number, tags: string[], sent: Sent): void;
  timing(name: string, ms: number, rate: number, tags: string[], sent: Sent): void;
  histogram(name: string, value: number, rate: number, tags: string[], sent: Sent): void;
  gauge(name: string, value: number, rate: number, tags: string[], sent: Sent): void;
  unique(name: string, member: string, rate: number, tags: string[], sent: Sent): void;
  close(): void;
}

const require = createRequire(import.meta.url);
const host = '127.0.0.1';
const counter = (name: string, value: number): ClientCase['series'][number] => [`counters.~.${name}`, 'sum', value];
const timer = (name: string, count: number, upper: number): ClientCase['series'] => [
  [`timers.~.${name}.count`, 'sum', count],
  [`timers.~.${name}.upper`, 'max', upper],
];

async function sendHotShots(transport: Transport, port: number, prefix: string, options: ClientOptions): Promise<void> {
  const client = new HotShots({
    host,
    port,
    protocol: transport,
    prefix: `${prefix}.`,
    mock: false,
    globalTags: [],
    ...options,
    errorHandler: (e) => {
      throw e;
    },
  });
  client.increment('hits');
  client.increment('hits', 4);
  client.decrement('hits', 2);
  client.increment('tagged', 2, { host: 'a', env: 'prod' });
  client.timing('wait', 12.5);
  client.timing('wait', 7.5);
  client.histogram('size', 40);
  client.distribution('spread', 9);
  client.gauge('level', 5);
  client.gaugeDelta('level', 2);
  client.gaugeDelta('level', -3);
  client.set('who', 'alice');
  client.unique('who', 'bob');
  client.event('deployed', 'line one\nline two', { alert_type: 'warning' }, { team: 'shop' });
  client.check('up', client.CHECKS.OK, { message: 'fine' });
  await new Promise<void>((resolve, reject) => client.close((e) => (e ? reject(e) : resolve())));
}

const hotShots = (transport: Transport, way = '', options: ClientOptions = {}): ClientCase => ({
  client: `hot-shots${way}`,
  transport,
  python: false,
  sends: 'increment, decrement, tags, timing, histogram, distribution, gauge, gaugeDelta, set, unique, event, check',
  send: (port, prefix) => sendHotShots(transport, port, prefix, options),
  series: [
    counter('hits.count', 3),
    counter('tagged.count;env=prod;host=a', 2),
    ...timer('wait', 2, 12.5),
    ...timer('size', 1, 40),
    ...timer('spread', 1, 9),
    ['gauges.~.level', 'last', 4],
    ['sets.~.who.count', 'sum', 2],
  ],
  events: ['~.deployed: line one\nline two'],
  serviceChecks: 1,
});

async function sendStatsdClient(transport: Transport, port: number, prefix: string): Promise<void> {
  const Client = require('statsd-client') as new (options: object) => StatsdClient;
  const client = new Client({ host, port, prefix, tcp: transport === 'tcp', socketTimeout: 50 });
  client.increment('hits');
  client.counter('hits', 5);
  client.decrement('hits', -2);
  client.counter('tagged', 3, { env: 'prod' });
  client.gauge('level', 100);
  client.gaugeDelta('level', 20);
  client.gaugeDelta('level', -70);
  client.set('who', 'alice');
  client.set('who', 'bob');
  client.timing('wait', 33);
  client.histogram('size', 10, { foo: 'bar' });
  client.distribution('spread', 11);
  // Its timer hands the buffer on; there is no call that tells when.
  await new Promise((resolve) => setTimeout(resolve, 300));
  client.close();
}

const statsdClient = (transport: Transport): ClientCase => ({
  client: 'statsd-client',
  transport,
  python: false,
  sends: 'increment, counter, decrement, tags, gauge, gaugeDelta, set, timing, histogram, distribution',
  send: (port, prefix) => sendStatsdClient(transport, port, prefix),
  series: [
    counter('hits.count', 4),
    counter('tagged.count;env=prod', 3),
    ['gauges.~.level', 'last', 50],
    ['sets.~.who.count', 'sum', 2],
    ...timer('wait', 1, 33),
    ['timers.~.size.upper;foo=bar', 'max', 10],
    ...timer('spread', 1, 11),
  ],
});

async function sendNodeStatsd(port: number, prefix: string): Promise<void> {
  const Client = require('node-statsd') as new (options: object) => NodeStatsd;
  const client = new Client({ host, port, prefix: `${prefix}.` });
  const done = (call: (sent: Sent) => void): Promise<void> =>
    new Promise((resolve, reject) => call((e) => (e === null ? resolve() : reject(e))));
  await Promise.all([
    done((sent) => client.increment('hits', 5, 1, [], sent)),
    done((sent) => client.decrement('hits', 2, 1, [], sent)),
    done((sent) => client.increment('tagged', 7, 1, ['env:prod', 'canary'], sent)),
    done((sent) => client.timing('wait', 21.5, 1, [], sent)),
    done((sent) => client.histogram('size', 8, 1, [], sent)),
    done((sent) => client.gauge('level', 12, 1, [], sent)),
    done((sent) => client.unique('who', 'alice', 1, [], sent)),
  ]);
  client.close();
}

const nodeStatsd: ClientCase = {
  client: 'node-statsd',
  transport: 'udp',
  python: false,
  sends: 'increment, decrement, tags, timing, histogram, gauge, unique',
  send: sendNodeStatsd,
  series: [
    counter('hits.count', 3),
    counter('tagged.count;canary=true;env=prod', 7),
    ...timer('wait', 1, 21.5),
    ...timer('size', 1, 8),
    ['gauges.~.level', 'last', 12],
    ['sets.~.who.count', 'sum', 1],
  ],
};

const pythonStatsdScript = `
import sys, statsd
transport, port, prefix = sys.argv[1], int(sys.argv[2]), sys.argv[3]
make = statsd.TCPStatsClient if transport == 'tcp' else statsd.StatsClient
client = make(host='127.0.0.1', port=port, prefix=prefix)
client.incr('hits')
client.incr('hits', 4)
client.decr('hits', 2)
client.timing('wait', 320.5)
client.gauge('level', 70)
client.gauge('level', 5, delta=True)
client.gauge('level', -10, delta=True)
client.gauge('below', -5)
client.set('who', 'alice')
client.set('who', 'bob')
with client.pipeline() as pipe:
    pipe.incr('piped', 3)
    pipe.timing('wait', 100)
client.close()
`;

const pythonStatsd = (transport: Transport): ClientCase => ({
  client: 'python statsd',
  transport,
  python: true,
  sends: 'incr, decr, timing, gauge, gauge delta, a gauge below 0, set, pipeline',
  send: (port, prefix) => runPython(pythonStatsdScript, [transport, String(port), prefix]),
  series: [
    counter('hits.count', 3),
    counter('piped.count', 3),
    ...timer('wait', 2, 320.5),
    ['gauges.~.level', 'last', 65],
    ['gauges.~.below', 'last', -5],
    ['sets.~.who.count', 'sum', 2],
  ],
});

const datadogScript = `
import sys, time
from datadog.dogstatsd.base import DogStatsd
port, prefix, way = int(sys.argv[1]), sys.argv[2], sys.argv[3]
client = DogStatsd(host='127.0.0.1', port=port, namespace=prefix, disable_buffering=way == '',
                   disable_aggregation=way != ', aggregating', max_metric_samples_per_context=10)
client.increment('hits')
client.increment('hits', 4)
client.decrement('hits', 2)
client.increment('tagged', 2, tags=['host:a', 'env:prod'])
client.gauge('level', 5)
client.histogram('size', 40)
client.histogram('size', 20)
client.distribution('spread', 9, tags=['env:prod'])
client.timing('wait', 12.5)
client.set('who', 'alice')
client.set('who', 'bob')
client.gauge_with_timestamp('past', 77, int(time.time()) - 30)
client.event(prefix + ' happened', 'it did', alert_type='info', tags=['team:shop'])
client.service_check(prefix + '.up', 0, message='fine')
client.flush_aggregated_metrics()
client.flush()
client.close_socket()
`;

const datadog = (way: string): ClientCase => ({
  client: `python datadog${way}`,
  transport: 'udp',
  python: true,
  sends:
    'increment, decrement, tags, gauge, histogram, distribution, timing, set, gauge_with_timestamp, event, service_check',
  send: (port, prefix) => runPython(datadogScript, [String(port), prefix, way]),
  series: [
    counter('hits.count', 3),
    counter('tagged.count;env=prod;host=a', 2),
    ['gauges.~.level', 'last', 5],
    ['gauges.~.past', 'last', 77],
    ...timer('size', 2, 40),
    ['timers.~.spread.upper;env=prod', 'max', 9],
    ...timer('wait', 1, 12.5),
    ['sets.~.who.count', 'sum', 2],
  ],
  events: ['~ happened: it did'],
  serviceChecks: 1,
});

export const clientCases: readonly ClientCase[] = [
  hotShots('udp'),
  hotShots('udp', ', buffering', { maxBufferSize: 1_000, bufferFlushInterval: 50 }),
  hotShots('udp', ', aggregating', { aggregation: true }),
  hotShots('tcp'),
  statsdClient('udp'),
  statsdClient('tcp'),
  nodeStatsd,
  pythonStatsd('udp'),
  pythonStatsd('tcp'),
  datadog(''),
  datadog(', buffering'),
  datadog(', aggregating'),
];

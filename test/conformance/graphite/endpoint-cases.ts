/** Requests to every endpoint of Graphite's, in an order in which later ones may see what earlier ones changed. */
import { NOW_S } from './points.ts';

export interface EndpointCase {
  /** With its query. */
  readonly path: string;
  /** A POST with this as its body, a form unless `type` says otherwise. */
  readonly body?: string;
  readonly type?: string;
  /** How the answer is read. */
  readonly reads: Reads;
}

export type Reads = 'json' | 'text' | 'pickle' | 'msgpack';

const json = (path: string): EndpointCase => ({ path, reads: 'json' });
const text = (path: string): EndpointCase => ({ path, reads: 'text' });
const form = (path: string, body: Readonly<Record<string, string>> | readonly [string, string][]): EndpointCase => ({
  path,
  body: new URLSearchParams(body as Record<string, string>).toString(),
  reads: 'json',
});
const query = (of: Readonly<Record<string, string>>): string => new URLSearchParams(of).toString();

const FIND_QUERIES = [
  '*',
  'c',
  'c.*',
  'c.dense',
  'c.dense.*',
  'c.d*',
  'c.both',
  'c.both*',
  'c.b*.*',
  'c.dense.web[12].load',
  'c.{dense,gaps}.*',
  'c.*.web1.load',
  'nothing',
  'nothing.*',
  '',
];

function finds(): EndpointCase[] {
  const formats: readonly (readonly [format: string, reads: Reads])[] = [
    ['treejson', 'json'],
    ['completer', 'json'],
    ['nodelist', 'json'],
    ['json', 'json'],
    ['pickle', 'pickle'],
    ['msgpack', 'msgpack'],
  ];
  const found = FIND_QUERIES.flatMap((pattern) => [
    json(`/metrics/find?${query({ query: pattern })}`),
    ...formats.map(
      ([format, reads]): EndpointCase => ({ path: `/metrics/find?${query({ query: pattern, format })}`, reads }),
    ),
    json(`/metrics/find?${query({ query: pattern, format: 'treejson', wildcards: '1' })}`),
    json(`/metrics/find?${query({ query: pattern, format: 'completer', wildcards: '1' })}`),
    json(`/metrics/find?${query({ query: pattern, leavesOnly: '1' })}`),
    json(`/metrics/find?${query({ query: pattern, format: 'nodelist', position: '0' })}`),
    form('/metrics/find', { query: pattern, format: 'completer' }),
    json(`/metrics/expand?${query({ query: pattern })}`),
    json(`/metrics/expand?${query({ query: pattern, leavesOnly: '1', groupByExpr: '1' })}`),
  ]);
  return [
    ...found,
    json('/metrics/find'),
    json('/metrics/find/?query=c.*'),
    json('/metrics/find?query=c.*&format=nope'),
    json('/metrics/find?query=c.*&format=treejson&jsonp=got'),
    json('/metrics/find?query=c.d&format=completer&automatic_variants=1'),
    json('/metrics/find?query=c.dense,gaps.web&format=completer&automatic_variants=1'),
    json('/metrics/find?query=c..web1&format=completer'),
    json('/metrics/find?query=c.dense.*&format=nodelist&position=9'),
    json(`/metrics/find?query=c.*&from=${NOW_S - 600}&until=${NOW_S}`),
    json('/metrics/expand?query=c.dense.*&query=c.gaps.*'),
    json('/metrics/expand?query=c.dense.*&query=c.gaps.*&groupByExpr=1'),
    json('/metrics/expand'),
    json('/metrics/index.json'),
    json('/metrics/index.json?jsonp=got'),
    json('/metrics/find?query=c.*&jsonp=alert(1)//'),
  ];
}

const TAGS: readonly EndpointCase[] = [
  json('/tags'),
  json('/tags/'),
  json('/tags?pretty=1'),
  json('/tags?filter=h'),
  json('/tags?limit=1'),
  json('/tags/dc'),
  json('/tags/host?filter=web[12]'),
  json('/tags/host?limit=1'),
  json('/tags/nosuch'),
  json('/tags/findSeries?expr=name=disk.used'),
  json('/tags/findSeries?expr=name=disk.used&expr=host=web1'),
  json('/tags/findSeries?expr=name=~disk&expr=dc!=a'),
  json('/tags/findSeries?expr=host=~web[13]&expr=dc=b'),
  json('/tags/findSeries?expr=host!=~web1&expr=name=~disk'),
  json('/tags/findSeries?expr[]=dc=a'),
  json('/tags/findSeries?expr=dc=nosuch'),
  json('/tags/findSeries?expr=dc!=a'),
  json('/tags/findSeries?expr=dc'),
  json('/tags/findSeries'),
  form('/tags/findSeries', { expr: 'dc=b' }),
  json('/tags/autoComplete/tags'),
  json('/tags/autoComplete/tags?tagPrefix=h'),
  json('/tags/autoComplete/tags?tagPrefix=zz'),
  json('/tags/autoComplete/tags?expr=dc=b'),
  json('/tags/autoComplete/tags?expr=dc=b&tagPrefix=n'),
  json('/tags/autoComplete/tags?expr=name=disk.free&limit=1'),
  json('/tags/autoComplete/values?tag=host'),
  json('/tags/autoComplete/values?tag=host&valuePrefix=web'),
  json('/tags/autoComplete/values?tag=host&valuePrefix=nope'),
  json('/tags/autoComplete/values?tag=host&expr=dc=b'),
  json('/tags/autoComplete/values?tag=dc&expr=name=disk.free&expr=host=web3'),
  json('/tags/autoComplete/values?tag=nosuch'),
  json('/tags/autoComplete/values'),
  form('/tags/tagSeries', { path: 'disk.used;host=web1;dc=a' }),
  form('/tags/tagSeries', { path: 'disk.used;host' }),
  form('/tags/tagSeries', {}),
  form('/tags/tagMultiSeries', [
    ['path', 'disk.used;host=web1;dc=a'],
    ['path', 'disk.used;dc=b;host=web1'],
  ]),
  json('/tags/tagSeries?path=disk.used;dc=a;host=web1'),
  form('/tags/tagSeries', { path: 'disk.new;dc=z' }),
  json('/tags/findSeries?expr=dc=z'),
  form('/tags/delSeries', { path: 'disk.new;dc=z' }),
  json('/tags/findSeries?expr=dc=z'),
  form('/tags/delSeries', {}),
];

const event = (body: object): EndpointCase => ({
  path: '/events/',
  body: JSON.stringify(body),
  type: 'application/json',
  reads: 'text',
});

const EVENTS: readonly EndpointCase[] = [
  event({ what: 'deploy of shop', tags: ['deploy', 'shop'], when: NOW_S - 900, data: 'version 1' }),
  event({ what: 'lunch', tags: 'food noon', when: NOW_S - 600 }),
  event({ what: 'no tags', when: NOW_S - 300 }),
  event({ what: 'bad tags', tags: 7, when: NOW_S - 300 }),
  { path: '/events/', body: '{', type: 'application/json', reads: 'text' },
  ...[
    '',
    '&tags=deploy',
    '&tags=deploy+shop',
    '&tags=deploy+food',
    '&tags=deploy+food&set=union',
    '&tags=deploy+shop&set=intersection',
    '&tags=nosuch',
  ].map((more) => json(`/events/get_data?from=${NOW_S - 3_600}&until=${NOW_S}${more}`)),
  json(`/events/get_data?from=${NOW_S - 900}&until=${NOW_S - 600}`),
  json(`/events/get_data?from=${NOW_S - 899}&until=${NOW_S - 601}`),
  json(`/events/get_data?from=${NOW_S - 3_600}&until=${NOW_S}&jsonp=got`),
  json(`/events/get_data?from=${NOW_S - 3_600}&until=${NOW_S}&tags=`),
  json(`/events/get_data?from=${NOW_S - 3_600}&until=${NOW_S}&tags=deploy+nosuch`),
  event({ tags: 'x', when: NOW_S }),
  event({ what: 'x', when: 'soon' }),
  json('/events/999999999/'),
];

const FUNCTIONS: readonly EndpointCase[] = [
  json('/functions'),
  json('/functions/'),
  json('/functions?grouped=1'),
  json('/functions?group=Alias'),
  json('/functions?group=nosuch'),
  json('/functions?type=pie'),
  json('/functions/sumSeries'),
  json('/functions/sum'),
  json('/functions/nosuch'),
  text('/version'),
  text('/version/'),
];

const TARGETS = [
  'c.dense.*.load',
  'c.gaps.web1.load',
  'alias(c.single.web1.load,"a, \\"b\\"")',
  'sumSeries(c.mixed.*.load)',
  'c.nothing.at.all',
  'seriesByTag("name=disk.used","dc=a")',
  'movingAverage(c.negative.*.load,3)',
  'consolidateBy(c.whole.*.load,"max")',
];

function renders(): EndpointCase[] {
  const range = { now: `${NOW_S}`, from: `${NOW_S - 2_100}`, until: `${NOW_S - 1_800}` };
  const formats: readonly (readonly [more: Readonly<Record<string, string>>, reads: Reads])[] = [
    [{ format: 'json' }, 'json'],
    [{ format: 'json', pretty: '1' }, 'json'],
    [{ format: 'json', jsonp: 'got' }, 'json'],
    [{ format: 'csv' }, 'text'],
    [{ format: 'csv', tz: 'America/New_York' }, 'text'],
    [{ format: 'raw' }, 'text'],
    [{ rawData: '1' }, 'text'],
    [{ format: 'pickle' }, 'pickle'],
    [{ pickle: '1' }, 'pickle'],
    [{ format: 'msgpack' }, 'msgpack'],
    [{ format: 'dygraph' }, 'json'],
    [{ format: 'rickshaw' }, 'json'],
    [{ format: 'rickshaw', jsonp: 'got' }, 'json'],
    [{ format: 'pickle', maxDataPoints: '7' }, 'pickle'],
    [{ format: 'json', maxDataPoints: '7', noNullPoints: '1' }, 'json'],
  ];
  const one = TARGETS.flatMap((target) =>
    formats.map(([more, reads]): EndpointCase => ({ path: `/render?${query({ ...range, ...more, target })}`, reads })),
  );
  const many = [
    ['target', 'c.dense.web1.load'],
    ['target', 'scale(c.gaps.*.load,2)'],
    ...Object.entries({ ...range, format: 'json', maxDataPoints: '9' }),
  ] as [string, string][];
  const bracketed = many.map(([name, value]): [string, string] => [name === 'target' ? 'target[]' : name, value]);
  return [
    ...one,
    form('/render', many),
    form('/render', bracketed),
    json(`/render?${new URLSearchParams(bracketed)}`),
    json(`/render/?${new URLSearchParams(many)}`),
    json('/render?format=json'),
    json(
      `/render?${query({ ...range, format: 'json', target: 'template(c.dense.$host.load)', 'template[host]': 'web2' })}`,
    ),
    json(`/render?${query({ ...range, from: range.until, format: 'json', target: 'c.dense.web1.load' })}`),
    json(`/render?${query({ ...range, from: 'nosuchday', format: 'json', target: 'c.dense.web1.load' })}`),
    json(`/render?${query({ ...range, maxDataPoints: 'x', format: 'json', target: 'c.dense.web1.load' })}`),
    json(`/render?${query({ ...range, xFilesFactor: 'x', format: 'json', target: 'c.dense.web1.load' })}`),
  ];
}

export function endpointCases(): EndpointCase[] {
  return [...finds(), ...TAGS, ...EVENTS, ...FUNCTIONS, ...renders()];
}

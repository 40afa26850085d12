/**
 * Every deliberate difference of endpoints, each a row of a table in docs/graphite.md. `theirs` turns graphite-web's answer into the one
 * that we must give; `ours` takes out of ours what can't be foretold.
 */
import type { Answer } from './endpoint-answer.ts';
import type { EndpointCase } from './endpoint-cases.ts';

export interface EndpointDifference {
  readonly id: string;
  readonly row: string;
  readonly applies: (c: EndpointCase, theirs: Answer, ours: Answer) => boolean;
  readonly theirs?: (answer: Answer) => Answer;
  readonly ours?: (answer: Answer) => Answer;
}

type Changed = (value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** Every object in a body, changed. */
function everyObject(body: unknown, change: Changed): unknown {
  if (Array.isArray(body)) return body.map((one) => everyObject(one, change));
  if (typeof body !== 'object' || body === null) return body;
  return change(Object.fromEntries(Object.entries(body).map(([key, value]) => [key, everyObject(value, change)])));
}

/** Every list in a body, changed. */
function everyList(body: unknown, change: (list: readonly unknown[]) => readonly unknown[]): unknown {
  if (Array.isArray(body)) return change(body.map((one) => everyList(one, change)));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, everyList(value, change)]));
}

const inBody =
  (change: (body: unknown) => unknown): ((answer: Answer) => Answer) =>
  (answer) => ({ ...answer, body: change(answer.body) });
const without = (key: string): ((answer: Answer) => Answer) =>
  inBody((body) => everyObject(body, ({ [key]: _, ...rest }) => rest));
const order = (a: unknown, b: unknown): number => {
  const [one, other] = [textOf(a), textOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};
/** A node's path, with its dot where it is a branch; else the whole as text. */
function textOf(value: unknown): string {
  const { path, is_leaf: leaf } = (value ?? {}) as { path?: unknown; is_leaf?: unknown };
  return path === undefined ? JSON.stringify(value) : `${path} ${leaf}`;
}
const sorted = inBody((body) => everyList(body, (list) => [...list].sort(order)));
/** What has a text anywhere, out of every list. */
const leftOut = (text: string): ((answer: Answer) => Answer) =>
  inBody((body) => everyList(body, (list) => list.filter((one) => !JSON.stringify(one).includes(text))));
const at = (...starts: readonly string[]): ((c: EndpointCase) => boolean) => {
  return ({ path }) => starts.some((start) => path.startsWith(start));
};
const refused = (status: number): Answer => ({ status, type: 'application/json', body: 'refused' });

export const endpointDifferences: readonly EndpointDifference[] = [
  {
    id: 'errors',
    row: 'errors',
    applies: (_, theirs, ours) => theirs.status >= 400 && ours.status >= 400,
    theirs: () => refused(0),
    ours: refusal,
  },
  {
    id: 'callbacks',
    row: '`jsonp=` that is no name',
    applies: (c) => c.path.includes('jsonp=alert(1)'),
    theirs: () => refused(0),
    ours: refusal,
  },
  {
    id: 'tagged-files',
    row: '`/metrics/index.json`, find and tagged series',
    applies: at('/metrics/'),
    theirs: leftOut('_tagged'),
  },
  {
    id: 'own-series',
    row: "the server's own series",
    applies: at('/metrics/'),
    ours: leftOut('stats'),
  },
  {
    id: 'order-of-index',
    row: 'order of `/metrics/index.json`',
    applies: at('/metrics/index.json'),
    theirs: sorted,
    ours: sorted,
  },
  {
    id: 'order-of-find',
    row: 'order of nodes in find',
    applies: at('/metrics/find'),
    theirs: sorted,
    ours: sorted,
  },
  {
    id: 'position',
    row: "`position` beyond a path's nodes",
    applies: (c, theirs) => c.path.includes('position=') && theirs.status === 500,
    theirs: () => ({ status: 200, type: 'application/json', body: { nodes: [] } }),
  },
  {
    id: 'intervals',
    row: '`intervals` of leaves',
    applies: at('/metrics/find'),
    theirs: without('intervals'),
    ours: without('intervals'),
  },
  {
    id: 'expand-of-nothing',
    row: '`query=` of expand without a value',
    applies: (c) => /\/expand\?query=(?:&|$)/.test(c.path),
    theirs: inBody((body) =>
      everyObject(
        everyList(body, (list) => list.filter((one) => one !== '')),
        ({ '': _, ...rest }) => rest,
      ),
    ),
  },
  {
    id: 'ids',
    row: 'numbers of tags, values and events (`id`)',
    applies: at('/tags', '/events'),
    theirs: without('id'),
    ours: without('id'),
  },
  {
    id: 'tagged-without-points',
    row: '`tagSeries` of a series without points',
    applies: (c, theirs) => c.path.endsWith('expr=dc=z') && JSON.stringify(theirs.body) === '["disk.new;dc=z"]',
    theirs: inBody(() => []),
  },
  {
    id: 'tags-of-no-event',
    row: 'tags of `/events/get_data` that no event ever had',
    applies: (c) => /tags=(?:deploy\+)?nosuch/.test(c.path),
    theirs: inBody(() => []),
  },
  {
    id: 'tags-without-a-tag',
    row: '`tags=` without a tag',
    applies: (c) => c.path.endsWith('tags='),
    theirs: inBody(() => ['events']),
    ours: inBody((body) => (Array.isArray(body) && body.length === 3 ? ['events'] : body)),
  },
  {
    id: 'words-of-functions',
    row: '`description`, `module` and signature in `/functions`',
    applies: at('/functions'),
    theirs: (answer) => withoutWords(answer),
    ours: (answer) => withoutWords(answer),
  },
  {
    id: 'merge-timers',
    row: '`mergeTimers` in `/functions`',
    applies: at('/functions'),
    ours: without('mergeTimers'),
  },
  {
    id: 'type-of-version',
    row: '`/version`',
    applies: at('/version'),
    theirs: ({ status, body }) => ({ status, type: 'text/plain', body: String(body).trim() }),
  },
  {
    id: 'bad-parameters',
    row: '`maxDataPoints` that is no number',
    applies: (c) => c.path.includes('maxDataPoints=x'),
    theirs: () => refused(0),
    ours: refusal,
  },
];

/** A refusal in our form becomes the same thing whatever it says; anything else stays, and differs. */
function refusal(answer: Answer): Answer {
  const { code, message } = ((answer.body as { error?: Record<string, unknown> } | null)?.error ?? {}) as Record<
    string,
    unknown
  >;
  const good = answer.type === 'application/json' && /^CARPY_/.test(String(code)) && typeof message === 'string';
  return good && answer.status >= 400 && answer.status < 500 ? refused(0) : answer;
}

const withoutWords = inBody((body) =>
  everyObject(body, ({ description: _, module: __, function: ___, ...rest }) => rest),
);

/** Rows of that table that other tests assert. */
export const ENDPOINTS_ELSEWHERE: Readonly<Record<string, string>> = {
  'nodes of one answer of find and expand, values of a tag': 'packages/server/test/http-graphite-names.test.ts',
  '`from`, `until` in find': 'packages/server/test/http-graphite-names.test.ts',
  '`delSeries`': 'packages/server/test/http-graphite-tags.test.ts',
  '`set-metadata`': 'packages/server/test/http-graphite-names.test.ts',
  'event without `what`, `when` that is no number': 'packages/server/test/http-graphite-events.test.ts',
  '`GET /events`': 'packages/server/test/http-graphite-events.test.ts',
};

/**
 * Graphite's `/metrics/index.json`: the paths of all series, in the order in which they came. It is sent page by page, as fast as the client
 * reads, so that a million names take neither this thread nor memory.
 */
import type { QueryClient } from '../../query/query-client.ts';
import type { HttpDeps } from '../deps.ts';
import { callbackOf } from '../graphite-answer.ts';
import { graphiteParams } from '../graphite-params.ts';
import type { AppContext, Route } from '../route.ts';

/** Series a page: up to 12,000 names. */
const PAGE_SERIES = 2_000;

export function metricsIndexRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const callback = callbackOf(await graphiteParams(c));
    const headers = {
      'Content-Type': callback === undefined ? 'application/json' : 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-store',
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const pages = allPages(deps.query, callback === undefined ? ['[', ']'] : [`${callback}([`, '])']);
    // A store that does not answer is an error with its status; later there is only breaking off.
    const first = await pages.next();
    return c.body(streamOf(first, pages), 200, headers);
  };
  return { path: '/metrics/index.json', methods: { GET: answer, POST: answer } };
}

async function* allPages(query: QueryClient, [open, close]: readonly [string, string]): AsyncGenerator<string> {
  let before = open;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { json, next }: { json: string; next: number | undefined } = await query.run('paths', {
      after,
      series: PAGE_SERIES,
    });
    after = next;
    if (json === '') continue;
    yield before + json;
    before = ',';
  }
  yield (before === open ? open : '') + close;
}

function streamOf(first: IteratorResult<string>, pages: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let ready: IteratorResult<string> | undefined = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page = ready ?? (await pages.next());
      ready = undefined;
      if (page.done === true) controller.close();
      else controller.enqueue(encoder.encode(page.value));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

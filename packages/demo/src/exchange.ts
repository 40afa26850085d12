/** A request as a server meets it, without a socket: what the agent's middleware reads of one, and the end that it waits for. */
import { EventEmitter } from 'node:events';
import { koaMiddleware, setApdexT } from '@carpy/agent';
import { pick, type Random } from './random.ts';

const BROWSERS = [
  { weight: 6, name: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  { weight: 8, name: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36' },
  { weight: 4, name: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1' },
  { weight: 1, name: 'shop-app/3.2 (Android 16)' },
] as const;

export interface Exchange {
  readonly method: string;
  /** `/products/:id`. */
  readonly route: string;
  readonly apdexTMs?: number | undefined;
}

let timed: ReturnType<typeof koaMiddleware> | undefined;

/** Has the agent time `handle` as the request. It answers the status; what it throws is the request's error, answered by `statusOf`. */
export async function exchange(
  { method, route, apdexTMs }: Exchange,
  random: Random,
  handle: () => Promise<number>,
  statusOf: (error: unknown) => number,
): Promise<void> {
  timed ??= koaMiddleware();
  const url = route.replace(/:\w+/g, () => String(1 + Math.floor(random() * 4_000)));
  const headers = {
    'user-agent': pick(random, BROWSERS).name,
    'x-request-id': `req-${hex(random, 8)}`,
    traceparent: `00-${hex(random, 32)}-${hex(random, 16)}-01`,
  };
  const res = Object.assign(new EventEmitter(), { statusCode: 200 });
  const req = { method, url, rawHeaders: Object.entries(headers).flat() };
  try {
    await timed({ req, res, _matchedRoute: route }, async () => {
      if (apdexTMs !== undefined) setApdexT(apdexTMs);
      res.statusCode = await handle();
    });
  } catch (e) {
    res.statusCode = statusOf(e);
  }
  res.emit('finish');
}

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

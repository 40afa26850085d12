/** Readiness: the store answers within a second and takes what it is given. A request log that is closed for now is told: metrics, charts and alerts need none. */
import type { HttpDeps } from '../deps.ts';
import type { Route } from '../route.ts';

const PATIENCE_MS = 1_000;

export function readyzRoute(deps: HttpDeps): Route {
  return {
    path: '/readyz',
    anyHost: true,
    methods: {
      GET: async (c) => {
        const fault = await storeFault(deps);
        const headers = { 'Cache-Control': 'no-store' };
        return fault === undefined
          ? c.text(`ready\n${recordsFault(deps)}`, 200, headers)
          : c.text(`not ready: ${fault}\n`, 503, { ...headers, 'Retry-After': '5' });
      },
    },
  };
}

/** A line; empty where all is well. Why it closed is in the log and in the status: this page answers to everybody. */
function recordsFault({ records }: HttpDeps): string {
  const outage = records.outage();
  if (outage === undefined) return '';
  return `the request log is closed and opened again in ${Math.ceil(outage.againInMs / 1000)} s\n`;
}

async function storeFault(deps: HttpDeps): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, 'the store does not answer');
  });
  // What failed stays in the log: this page answers to everybody.
  const asked = deps.store.status().then(
    ({ stalled }) =>
      stalled === undefined ? undefined : stalled.includes('ENOSPC') ? 'the disk is full' : 'the store cannot write',
    (e: unknown) => {
      deps.log.warn('the store is not ready', { error: e instanceof Error ? e.message : String(e) });
      return 'the store failed';
    },
  );
  const fault = await Promise.race([asked, late]);
  clearTimeout(timer);
  return fault;
}

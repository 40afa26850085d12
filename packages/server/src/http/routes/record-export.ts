/**
 * `GET /api/v1/records/export`: what a search finds, as a file. It is sent page by page, as fast as the client reads, so that millions of
 * records take neither this thread nor memory.
 */
import { CarpyError } from '@carpy/core';
import type { RecordSearch } from '@carpy/store';
import { EXPORT_FORMATS, type ExportFormat, exportHead } from '../../records/export-lines.ts';
import type { HttpDeps } from '../deps.ts';
import { choiceParam, scopeOf } from '../records/record-params.ts';
import type { AppContext, Route } from '../route.ts';

const PAGE_RECORDS = 500;
const MAX_AT_ONCE = 4;
/** A client that reads nothing for so long holds the place of another. */
const MAX_STALL_MS = 60_000;
const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
};

export function recordExportRoute(deps: HttpDeps): Route {
  let atOnce = 0;
  const answer = async (c: AppContext): Promise<Response> => {
    const format = choiceParam(c, 'format', EXPORT_FORMATS);
    const search: RecordSearch = {
      ...scopeOf(c, deps),
      order: 'newest',
      limit: PAGE_RECORDS,
      cursor: undefined,
      facetValues: 0,
      bucketMs: 0,
    };
    const headers = {
      'Content-Type': TYPES[format],
      'Content-Disposition': `attachment; filename="requests.${format}"`,
      'Cache-Control': 'no-store',
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    if (atOnce >= MAX_AT_ONCE) throw new CarpyError('CARPY_TOO_BUSY', `${MAX_AT_ONCE} exports are under way already`);
    atOnce++;
    const pages = allPages(deps, search, format, c.req.raw.signal, () => {
      atOnce--;
    });
    // A room that does not answer is an error with its status; later there is only breaking off.
    const first = await pages.next();
    return c.body(streamOf(first, pages), 200, headers);
  };
  return { path: '/api/v1/records/export', methods: { GET: answer } };
}

async function* allPages(
  { records }: HttpDeps,
  search: RecordSearch,
  format: ExportFormat,
  signal: AbortSignal,
  onEnd: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    let page = await records.exportPage(search, format, signal);
    const head = exportHead(format);
    if (head !== '') yield new TextEncoder().encode(head);
    for (;;) {
      yield page.bytes;
      if (page.cursor === undefined) return;
      page = await records.exportPage({ ...search, cursor: page.cursor }, format, signal);
    }
  } finally {
    onEnd();
  }
}

function streamOf(first: IteratorResult<Uint8Array>, pages: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  let ready: IteratorResult<Uint8Array> | undefined = first;
  let stalled: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(stalled);
    await pages.return(undefined);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      const page = ready ?? (await pages.next());
      ready = undefined;
      if (page.done === true) return controller.close();
      controller.enqueue(page.value);
      stalled = setTimeout(() => {
        controller.error(new CarpyError('CARPY_TIMEOUT', 'the client does not read'));
        void end();
      }, MAX_STALL_MS).unref();
    },
    cancel: end,
  });
}

/** Shows request records as they come, until a signal or the server ends it. */
import type { LiveTailEvents } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import { EXIT, type ExitCode } from './command.ts';
import type { CliIo } from './io.ts';
import type { RequestTable } from './request-table.ts';
import { openAnswer } from './server-call.ts';

type TailEvent = LiveTailEvents['tail'];

export interface Follow {
  readonly scope: Readonly<Record<string, string>>;
  readonly json: boolean;
  readonly url: string | undefined;
}

/** Rows a second that a server shows. */
const MOST_SHOWN = 200;
/** How often it is said that more comes than is shown. */
const SAY_EVERY_MS = 10_000;
/** One event is some 50 rows; what is longer did not come from carpy. */
const MAX_EVENT_CHARS = 1_000_000;

export async function followTail({ scope, json, url }: Follow, table: RequestTable, io: CliIo): Promise<ExitCode> {
  const stop = new AbortController();
  const forget = io.onStopSignal(() => stop.abort());
  const path = `/api/v1/live?${new URLSearchParams({ topic: 'tail', ...scope })}`;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  try {
    const chunks = await openAnswer({ method: 'GET', path, url }, io, stop.signal);
    if (!json) io.stdout(`${table.head()}\n`);
    for await (const { rows, ratePerS } of tailEvents(chunks ?? noChunks())) {
      io.stdout(rows.map((row) => `${json ? JSON.stringify(row) : table.line(row)}\n`).join(''));
      const nowMs = io.clock();
      if (ratePerS <= MOST_SHOWN || nowMs - saidAtMs < SAY_EVERY_MS) continue;
      saidAtMs = nowMs;
      io.stderr(`carpy: ${ratePerS} match a second, of which ${MOST_SHOWN} are shown: a narrower query shows all\n`);
    }
  } catch (e) {
    if (stop.signal.aborted) return EXIT.ok;
    throw e instanceof CarpyError ? e : new CarpyError('CARPY_UNREACHABLE', 'the stream broke off', { cause: e });
  } finally {
    forget();
  }
  if (stop.signal.aborted) return EXIT.ok;
  throw new CarpyError('CARPY_UNREACHABLE', 'the server ended the stream');
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}

async function* tailEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TailEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^event: tail\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as TailEvent;
    }
    if (text.length > MAX_EVENT_CHARS) throw new CarpyError('CARPY_BAD_REQUEST', 'the server answered no events');
  }
}

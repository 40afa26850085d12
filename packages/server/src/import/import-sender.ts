/** Sends series to a running server, some hundred thousand points at a time, and counts what became of them. */
import type { ImportAnswer, ImportSeries } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { CliIo } from '../cli/io.ts';
import { callServer } from '../cli/server-call.ts';

/** Well under what the server takes at a time (routes/import.ts), in points and in bytes. */
const POINTS_A_CALL = 100_000;
const SERIES_A_CALL = 2_000;
const TIMEOUT_MS = 120_000;

export interface ImportTotals {
  readonly series: number;
  readonly stored: number;
  readonly rejected: number;
  /** A few names of those that were rejected. */
  readonly rejectedNames: readonly string[];
}

export class ImportSender {
  readonly #url: string | undefined;
  readonly #io: CliIo;
  readonly #waiting: ImportSeries[] = [];
  #points = 0;
  #series = 0;
  #stored = 0;
  #rejected = 0;
  readonly #rejectedNames = new Set<string>();

  constructor(url: string | undefined, io: CliIo) {
    this.#url = url;
    this.#io = io;
  }

  /** True when enough waits to be sent. */
  add(series: ImportSeries): boolean {
    for (const part of partsOf(series)) {
      this.#waiting.push(part);
      this.#points += part.archives.reduce((n, a) => n + a.atS.length, 0);
    }
    return this.#points >= POINTS_A_CALL || this.#waiting.length >= SERIES_A_CALL;
  }

  /** Everything added is durable on the server when it resolves. @throws CarpyError CARPY_UNREACHABLE, CARPY_BAD_REQUEST. */
  async send(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    this.#points = 0;
    while (waiting.length > 0) {
      const series: ImportSeries[] = [];
      let points = 0;
      while (waiting.length > 0 && points < POINTS_A_CALL && series.length < SERIES_A_CALL) {
        const next = waiting.shift() as ImportSeries;
        points += next.archives.reduce((n, a) => n + a.atS.length, 0);
        series.push(next);
      }
      await this.#call(series);
    }
  }

  get totals(): ImportTotals {
    return {
      series: this.#series,
      stored: this.#stored,
      rejected: this.#rejected,
      rejectedNames: [...this.#rejectedNames],
    };
  }

  async #call(series: readonly ImportSeries[]): Promise<void> {
    const text = await callServer(
      { method: 'POST', path: '/api/v1/import', body: { series }, url: this.#url, timeoutMs: TIMEOUT_MS },
      this.#io,
    );
    let answer: ImportAnswer;
    try {
      answer = JSON.parse(text) as ImportAnswer;
    } catch (cause) {
      throw new CarpyError('CARPY_BAD_REQUEST', `the server answered no counts: ${text.slice(0, 200)}`, { cause });
    }
    this.#series += series.length;
    this.#stored += answer.stored;
    this.#rejected += answer.rejected;
    for (const name of answer.rejectedNames) if (this.#rejectedNames.size < 5) this.#rejectedNames.add(name);
  }
}

/** A series with more points than one call takes, in parts: its archives in their order, so that its step is known from the first. */
function* partsOf(series: ImportSeries): Generator<ImportSeries> {
  const archives = series.archives.filter((a) => a.atS.length > 0);
  const points = archives.reduce((n, a) => n + a.atS.length, 0);
  if (points <= POINTS_A_CALL) {
    if (points > 0) yield { ...series, archives };
    return;
  }
  for (const { stepS, atS, values } of archives)
    for (let from = 0; from < atS.length; from += POINTS_A_CALL) {
      const until = from + POINTS_A_CALL;
      yield { ...series, archives: [{ stepS, atS: atS.slice(from, until), values: values.slice(from, until) }] };
    }
}

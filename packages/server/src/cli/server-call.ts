/** How a command talks to a running server: its address, its key, and what it says when it refuses. */
import { CarpyError } from '@carpy/core';
import { InvalidArgumentError } from 'commander';
import type { CliIo } from './io.ts';

const TIMEOUT_MS = 10_000;
const DEFAULT_URL = 'http://127.0.0.1:2277';
const MAX_ANSWER_CHARS = 10_000;

export const URL_OPTION: readonly [flags: string, help: string] = [
  '--url <url>',
  `address of the carpy server (default: CARPY_URL, else ${DEFAULT_URL})`,
];

/** Takes what `--url` was given. */
export function webAddress(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new InvalidArgumentError('an http or https address is needed.');
  return given;
}

export interface ServerCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its leading slash, and its query. */
  readonly path: string;
  readonly body?: unknown;
  /** What `--url` said. */
  readonly url: string | undefined;
  readonly timeoutMs?: number;
}

/** Answers the body's text. Throws CARPY_UNREACHABLE without an answer, CARPY_BAD_REQUEST with the server's own words when it refuses. */
export async function callServer({ method, path, body, url, timeoutMs }: ServerCall, io: CliIo): Promise<string> {
  const base = url ?? (io.env['CARPY_URL'] || DEFAULT_URL);
  const address = `${base.replace(/\/+$/, '')}${path}`;
  const key = io.env['CARPY_KEY'];
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
    });
  } catch (e) {
    throw new CarpyError(
      'CARPY_UNREACHABLE',
      `no answer from ${address}: ${causeOf(e)}; is carpy running there? --url names another address`,
      { cause: e },
    );
  }
  const text = (await response.text()).slice(0, MAX_ANSWER_CHARS);
  if (!response.ok)
    throw new CarpyError('CARPY_BAD_REQUEST', `${address} answered ${response.status}: ${messageOf(text)}`);
  return text;
}

function causeOf(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  if (!(e.cause instanceof Error)) return e.message;
  return e.cause.message || ((e.cause as NodeJS.ErrnoException).code ?? e.message);
}

/** The message of an ErrorAnswer, else the body's start. */
function messageOf(text: string): string {
  try {
    const message = (JSON.parse(text) as { error?: { message?: unknown } }).error?.message;
    if (typeof message === 'string') return message;
  } catch {
    // Something else answered than carpy; its own words are the best there is.
  }
  return text.slice(0, 200);
}

/** The `series` that an answer counts. Throws CARPY_BAD_REQUEST when it doesn't: then something else answered. */
export function seriesIn(text: string): number {
  try {
    const { series } = JSON.parse(text) as { series?: unknown };
    if (typeof series === 'number') return series;
  } catch {
    // Said below.
  }
  throw new CarpyError('CARPY_BAD_REQUEST', `the server answered no count of series: ${text.slice(0, 200)}`);
}

/** `1 series`, `12,000 series`. */
export const countOfSeries = (series: number): string => `${series.toLocaleString('en')} series`;

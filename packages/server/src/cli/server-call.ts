/** How a command talks to a running server: its address, its key, and what it says when it refuses. */
import { CarpyError, type CarpyErrorCode, errorCodes } from '@carpy/core';
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
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, instead of a body. */
  readonly form?: URLSearchParams;
  /** Sent as it is, JSON packed by gzip. */
  readonly packed?: Uint8Array<ArrayBuffer>;
  /** What `--url` said. */
  readonly url: string | undefined;
  readonly timeoutMs?: number;
}

/** Answers the start of the body's text. Throws CARPY_UNREACHABLE without an answer; what the server refused with, under its code, when it does. */
export async function callServer(call: ServerCall, io: CliIo): Promise<string> {
  return (await wholeAnswer(call, io)).slice(0, MAX_ANSWER_CHARS);
}

/** As callServer, with all of the body's text. */
export async function wholeAnswer(call: ServerCall, io: CliIo): Promise<string> {
  const { response, address } = await opened(call, io, AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS));
  try {
    return await response.text();
  } catch (e) {
    throw unreachable(address, e);
  }
}

/** An answer that goes on until `signal` is aborted: its body. Throws as callServer. */
export async function openAnswer(
  call: ServerCall,
  io: CliIo,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { response } = await opened(call, io, signal);
  return (response.body as AsyncIterable<Uint8Array> | null) ?? undefined;
}

async function opened(
  { method, path, body, form, packed, url }: ServerCall,
  io: CliIo,
  signal: AbortSignal,
): Promise<{ readonly response: Response; readonly address: string }> {
  const base = url ?? (io.env['CARPY_URL'] || DEFAULT_URL);
  const address = `${base.replace(/\/+$/, '')}${path}`;
  const key = io.env['CARPY_KEY'];
  let refusal: string;
  let status: number;
  try {
    const response = await fetch(address, {
      method,
      headers: {
        'content-type': form === undefined ? 'application/json' : 'application/x-www-form-urlencoded',
        ...(packed === undefined ? {} : { 'content-encoding': 'gzip' }),
        ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(form === undefined ? {} : { body: form.toString() }),
      ...(packed === undefined ? {} : { body: packed }),
      signal,
    });
    if (response.ok) return { response, address };
    status = response.status;
    refusal = await response.text();
  } catch (e) {
    throw unreachable(address, e);
  }
  throw refusalOf(refusal, `${address.split('?', 1)[0]} answered ${status}`);
}

const unreachable = (address: string, cause: unknown): CarpyError =>
  new CarpyError(
    'CARPY_UNREACHABLE',
    `no answer from ${address}: ${causeOf(cause)}; is carpy running there? --url names another address`,
    { cause },
  );

function causeOf(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  if (!(e.cause instanceof Error)) return e.message;
  return e.cause.message || ((e.cause as NodeJS.ErrnoException).code ?? e.message);
}

/** What carpy refused with, in its own words and under its code; else what something else there answered, with its address. */
function refusalOf(text: string, answered: string): CarpyError {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    if (typeof error?.code === 'string' && error.code in errorCodes && typeof error.message === 'string') {
      const code = error.code as CarpyErrorCode;
      const words = `${errorCodes[code].text}: `;
      return new CarpyError(code, error.message.startsWith(words) ? error.message.slice(words.length) : error.message);
    }
  } catch {
    // Said below.
  }
  return new CarpyError('CARPY_BAD_REQUEST', `${answered}: ${text.slice(0, 200)}`);
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

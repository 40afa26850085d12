/** Asks a running server's `/render`, and reads what it answers. */
import { CarpyError } from '@carpy/core';
import type { CliIo } from './io.ts';
import { wholeAnswer } from './server-call.ts';

export interface Rendered {
  readonly target: string;
  /** A value, null for a gap, and its stamp in seconds since the epoch. */
  readonly datapoints: readonly (readonly [value: number | null, atS: number])[];
}

export interface RenderCall {
  readonly targets: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly tz: string | undefined;
  readonly maxDataPoints: number | undefined;
  readonly noNullPoints?: boolean;
  readonly url: string | undefined;
}

const TIMEOUT_MS = 60_000;

/** @throws CarpyError CARPY_UNREACHABLE, CARPY_BAD_REQUEST, CARPY_TOO_MUCH. */
export async function rendered(call: RenderCall, io: CliIo): Promise<readonly Rendered[]> {
  const form = new URLSearchParams();
  for (const target of call.targets) form.append('target', target);
  form.set('format', 'json');
  form.set('from', call.from);
  form.set('until', call.until);
  if (call.tz !== undefined) form.set('tz', call.tz);
  if (call.maxDataPoints !== undefined) form.set('maxDataPoints', String(call.maxDataPoints));
  if (call.noNullPoints === true) form.set('noNullPoints', 'true');
  const text = await wholeAnswer({ method: 'POST', path: '/render', form, url: call.url, timeoutMs: TIMEOUT_MS }, io);
  const answer = parsed(text);
  if (!Array.isArray(answer)) throw notCarpy(text);
  return answer as Rendered[];
}

/** Throws CARPY_BAD_REQUEST for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notCarpy(text);
  }
}

const notCarpy = (text: string): CarpyError =>
  new CarpyError('CARPY_BAD_REQUEST', `the answer is no list of series; is it a carpy server? ${text.slice(0, 100)}`);

/**
 * DogStatsD's service checks, `_sc|name|status|d:…|h:…|#tags|m:…` (https://docs.datadoghq.com/extend/dogstatsd/datagram_shell): told from
 * other lines and counted, nothing of them is kept.
 */
import { indexOf, PIPE } from './bytes.ts';

const UNDERSCORE = 95;
const LETTER_S = 115;
const LETTER_C = 99;
const ZERO = 48;
const STATUSES = 4;
const PREFIX_BYTES = 4;

/** Whether bytes[from, to) start as a service check does. */
export const isServiceCheck = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from >= PREFIX_BYTES &&
  bytes[from] === UNDERSCORE &&
  bytes[from + 1] === LETTER_S &&
  bytes[from + 2] === LETTER_C &&
  bytes[from + 3] === PIPE;

/** Whether it has a name and a status from 0 to 3; fields behind them may be anything. */
export function isWellFormed(bytes: Uint8Array, from: number, to: number): boolean {
  const name = from + PREFIX_BYTES;
  const nameEnd = indexOf(bytes, PIPE, name, to);
  const statusEnd = indexOf(bytes, PIPE, nameEnd + 1, to);
  if (nameEnd === name || nameEnd === to || statusEnd !== nameEnd + 2) return false;
  const status = (bytes[nameEnd + 1] as number) - ZERO;
  return status >= 0 && status < STATUSES;
}

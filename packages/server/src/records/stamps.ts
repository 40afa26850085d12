/** Stamps of records by this server's clock, and which of them are taken. */
import type { RecordsHead } from '@carpy/core';
import { badRequest } from '../http/errors.ts';

/** How far ahead of this server's clock a record may begin: clocks that no offset is known of are off by minutes, not by hours. */
export const MAX_AHEAD_MS = 3_600_000;

export interface StampRules {
  /** Epoch ms, of this server. */
  readonly nowMs: number;
  /** Added to what the agent wrote. Not 0 only where its clock is known to be off by more than the measurement of that may be. */
  readonly offsetMs: number;
  /** The server's stamp of an agent's. Throws CARPY_BAD_REQUEST for what lies ahead, or before what is kept. */
  checked(agentMs: number): number;
}

export function stampRules(head: RecordsHead, nowMs: number, retentionMs: number): StampRules {
  const asTold = head.clockOffsetMs ?? 0;
  const offsetMs = Math.abs(asTold) > Math.max(1_000, head.roundTripMs ?? 0) ? asTold : 0;
  return {
    nowMs,
    offsetMs,
    checked(agentMs) {
      const startMs = agentMs + offsetMs;
      if (startMs > nowMs + MAX_AHEAD_MS)
        throw badRequest(
          `startMs: ${told(startMs - nowMs)} ahead of this server's clock, at most ${told(MAX_AHEAD_MS)} is taken`,
        );
      if (startMs <= nowMs - retentionMs)
        throw badRequest(`startMs: ${told(nowMs - startMs)} ago, and records are kept for ${told(retentionMs)}`);
      return startMs;
    },
  };
}

function told(ms: number): string {
  const hours = ms / 3_600_000;
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${Math.round(hours * 10) / 10} h`;
}

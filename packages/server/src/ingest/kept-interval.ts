/** The open interval as it is kept over a restart: its stamp and coverage before the aggregator's bytes. Format: docs/format.md, "Kept window". */
import { CarpyError } from '@carpy/core';

export interface KeptInterval {
  /** Stamp, epoch s. */
  readonly slotS: number;
  /** Length of the interval, s. */
  readonly stepS: number;
  readonly coveredMs: number;
  /** What the aggregator saved. */
  readonly saved: Uint8Array;
}

const HEAD_BYTES = 24;

export function writeKeptInterval({ slotS, stepS, coveredMs, saved }: KeptInterval): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + saved.length);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, slotS, true);
  view.setFloat64(8, stepS, true);
  view.setFloat64(16, coveredMs, true);
  bytes.set(saved, HEAD_BYTES);
  return bytes;
}

/** Throws CARPY_STORE_FORMAT when the bytes are none. */
export function readKeptInterval(bytes: Uint8Array): KeptInterval {
  if (bytes.length < HEAD_BYTES) throw new CarpyError('CARPY_STORE_FORMAT', 'the kept interval is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    slotS: view.getFloat64(0, true),
    stepS: view.getFloat64(8, true),
    coveredMs: view.getFloat64(16, true),
    saved: bytes.subarray(HEAD_BYTES),
  };
}

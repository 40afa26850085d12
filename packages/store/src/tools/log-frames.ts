/** The frames of a log as they lie in its file: which stretches are whole records, whatever is in them. Format: docs/format.md, "Write-ahead log". */
import { crc32 } from 'node:zlib';

/** "CWAL" as a little-endian u32. */
const MAGIC = 0x4c415743;
const HEAD_BYTES = 16;

export interface LogFrames {
  /** Start and end of each whole record, one after the other. */
  readonly whole: readonly (readonly [from: number, until: number])[];
  /** Damaged stretches before a whole record. */
  readonly damaged: number;
  /** Bytes after the last whole record: a write that was under way when its process ended. */
  readonly tornBytes: number;
}

export function logFrames(bytes: Uint8Array): LogFrames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole: [number, number][] = [];
  let damaged = 0;
  let at = 0;
  for (let from = 0; from + HEAD_BYTES <= bytes.length; from++) {
    const until = frameEnd(bytes, view, from);
    if (until === undefined) continue;
    if (from > at) damaged++;
    whole.push([from, until]);
    at = until;
    from = until - 1;
  }
  return { whole, damaged, tornBytes: bytes.length - at };
}

function frameEnd(bytes: Uint8Array, view: DataView, from: number): number | undefined {
  if (view.getUint32(from, true) !== MAGIC) return undefined;
  const until = from + HEAD_BYTES + view.getUint32(from + 8, true);
  if (until > bytes.length) return undefined;
  return crc32(bytes.subarray(from + HEAD_BYTES, until)) === view.getUint32(from + 12, true) ? until : undefined;
}

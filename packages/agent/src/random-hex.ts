/** Random hex digits for ids. Many at once are asked of the system: one call of `randomBytes` costs 7 us, fetching many costs little more. */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

let pool: Buffer | undefined;
let used: number = POOL_BYTES;

/** Two digits a byte; `bytes` is at most 4,096. */
export function randomHex(bytes: number): string {
  pool ??= Buffer.allocUnsafeSlow(POOL_BYTES);
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const from = used;
  used += bytes;
  return pool.toString('hex', from, used);
}

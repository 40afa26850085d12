/**
 * Keeps `process.nextTick` at its best speed. Node makes an object a tick, of which V8 remembers the shape the first time that it looks.
 * When no tick happens to wait in a full garbage collection, or in a few, that shape is let go; later ticks get another, and each of them
 * then takes some four times as long for the rest of the process: about a fifth of a small request. One tick that is kept holds the shape.
 */
import { executionAsyncResource } from 'node:async_hooks';

let kept: object | undefined;

/** As early as can be, and before anything is carried from operation to operation: the kept one must hold nothing else. */
export function keepTicksQuick(): void {
  if (kept !== undefined) return;
  kept = keepTicksQuick;
  process.nextTick(() => {
    kept = executionAsyncResource();
  });
}

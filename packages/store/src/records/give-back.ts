/**
 * Frees memory that nobody looks at any more, now: a thread's collector waits for up to 64 MB of arrays before it looks for those that are
 * gone. Whoever does look finds arrays of length 0.
 */
export function giveBack(buffers: readonly ArrayBuffer[]): void {
  structuredClone(undefined, { transfer: [...buffers] });
}

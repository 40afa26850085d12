/** Arrays in memory that threads share: a table is sealed by another thread while it is searched, and nobody copies it for that. */

type Kind<A> = { readonly BYTES_PER_ELEMENT: number; new (memory: SharedArrayBuffer): A };

/** Zeros; what is not written to takes no memory. */
export const sharedArray = <A>(kind: Kind<A>, length: number): A =>
  new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT));

/** Twice as long, with the same beginning. */
export function grown<A extends Uint8Array | Uint32Array | Float64Array>(array: A): A {
  const wider = sharedArray(array.constructor as unknown as Kind<A>, array.length * 2);
  wider.set(array);
  return wider;
}

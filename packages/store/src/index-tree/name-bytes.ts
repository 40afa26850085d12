/** Names as UTF-8, at the end of memory that is used again and again: what logs and the catalogue write, without a string for each. */

/** More than any name has: 8,192 characters. */
export const NAME_BYTES = 32_768;

const encoder = new TextEncoder();

/** Writes a text so that it ends where `into` does; answers where it begins. */
export function textBefore(text: string, into: Uint8Array): number {
  const { written } = encoder.encodeInto(text, into);
  into.copyWithin(into.length - written, 0, written);
  return into.length - written;
}

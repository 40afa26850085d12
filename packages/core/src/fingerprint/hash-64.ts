/** A hash of 64 bits as 16 hex digits: two FNV-1a of 32 bits, mixed. To tell groups apart, not against forgery. */
export function hash64(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return hex(mixed(a ^ Math.imul(b, 0x9e3779b1))) + hex(mixed(b ^ Math.imul(a, 0xc2b2ae35)));
}

/** The last steps of MurmurHash3: each bit of the answer depends on each of what came. */
function mixed(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (n: number): string => n.toString(16).padStart(8, '0');

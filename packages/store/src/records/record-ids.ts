/**
 * Ids and trace ids as four u32, the first eight hex digits first: a quarter of the text, and compared as the text is.
 *
 * Hot: twice a record taken (bench/records).
 */
export const ID_WORDS = 4;
export const ID_BYTES = 16;

const DIGITS = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));

/** Writes the words of an id. False, and nothing to rely on written, where it is not 32 hex digits in lower case. */
export function parseIdWords(id: string, out: Uint32Array, at: number): boolean {
  if (id.length !== 32) return false;
  for (let word = 0; word < ID_WORDS; word++) {
    let value = 0;
    for (let i = word * 8; i < word * 8 + 8; i++) {
      const code = id.charCodeAt(i);
      const digit = code < 128 ? (DIGITS[code] as number) : -1;
      if (digit < 0) return false;
      value = (value << 4) | digit;
    }
    out[at + word] = value;
  }
  return true;
}

/** The words that stand for any other id: four hashes of it. */
function hashIdWords(id: string, out: Uint32Array, at: number): void {
  for (let word = 0; word < ID_WORDS; word++) out[at + word] = hashText(word + 1, id);
}

/** Writes the words of a record's id, whatever it is; false where they are hashes of it. */
export function wordsOfId(id: string, out: Uint32Array, at: number): boolean {
  const inWords = parseIdWords(id, out, at);
  if (!inWords) hashIdWords(id, out, at);
  return inWords;
}

const digits = Buffer.alloc(ID_BYTES);

export function idOfWords(words: Uint32Array, at: number): string {
  for (let i = 0; i < ID_WORDS; i++) digits.writeUInt32BE(words[at + i] as number, i * 4);
  return digits.toString('hex');
}

/** As `<` on the texts: negative, 0 or positive. */
export function compareIdWords(a: Uint32Array, at: number, b: Uint32Array, bAt: number): number {
  for (let i = 0; i < ID_WORDS; i++) {
    const order = (a[at + i] as number) - (b[bAt + i] as number);
    if (order !== 0) return order;
  }
  return 0;
}

/** 32 bits of a text, spread evenly: FNV-1a over its units, with murmur3's ending. */
export function hashText(seed: number, text: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}

export function hashWords(seed: number, words: Uint32Array, at: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < ID_WORDS; i++) hash = Math.imul(hash ^ (hash >>> 15) ^ (words[at + i] as number), 0x2c1b3c6d);
  return spread(hash);
}

function spread(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Readers of pickle and msgpack for tests: only what a server of ours writes. Tuples come as arrays. */
type Read = null | boolean | number | string | Read[] | { [key: string]: Read };

const MARK = Symbol('mark');

export function fromPickle(given: Uint8Array): Read {
  const bytes = Buffer.from(given);
  if (bytes.readUInt16BE(0) !== 0x8002) throw new Error('not of protocol 2');
  const stack: (Read | typeof MARK)[] = [];
  let at = 2;
  const skip = (length: number): number => {
    at += length;
    return at - length;
  };
  const take = (): Read[] => stack.splice(stack.lastIndexOf(MARK)).slice(1) as Read[];
  for (;;) {
    const code = String.fromCharCode(bytes[at++] as number);
    if (code === '.') {
      if (stack.length !== 1 || at !== bytes.length) throw new Error('it does not end where it ends');
      return stack[0] as Read;
    } else if (code === 'N') stack.push(null);
    else if (code === '\x88' || code === '\x89') stack.push(code === '\x88');
    else if (code === 'J') stack.push(bytes.readInt32LE(skip(4)));
    else if (code === '\x8a') stack.push(Number(bytes.readBigInt64LE(skip(9) + 1)));
    else if (code === 'G') stack.push(bytes.readDoubleBE(skip(8)));
    else if (code === 'X') {
      const length = bytes.readUInt32LE(at);
      stack.push(bytes.toString('utf8', at + 4, at + 4 + length));
      at += 4 + length;
    } else if (code === '(') stack.push(MARK);
    else if (code === 't') stack.push(take());
    else if (code === ']') stack.push([]);
    else if (code === '}') stack.push({});
    else if (code === 'e') {
      const items = take();
      (stack.at(-1) as Read[]).push(...items);
    } else if (code === 'u') {
      const items = take();
      const map = stack.at(-1) as { [key: string]: Read };
      for (let i = 0; i < items.length; i += 2) define(map, items[i] as string, items[i + 1] as Read);
    } else throw new Error(`opcode ${code} at ${at - 1}`);
  }
}

export function fromMsgpack(given: Uint8Array): Read {
  const bytes = Buffer.from(given);
  let at = 0;
  const skip = (length: number): number => {
    at += length;
    return at - length;
  };
  const text = (length: number): string => bytes.toString('utf8', skip(length), at);
  const list = (length: number): Read[] => Array.from({ length }, read);
  const map = (length: number): Read => {
    const out = {};
    for (let i = 0; i < length; i++) define(out, read() as string, read());
    return out;
  };
  const next = (length: number): number => bytes.readUIntBE(skip(length), length);
  function read(): Read {
    const code = bytes[at++] as number;
    if (code < 0x80) return code;
    if (code < 0x90) return map(code & 15);
    if (code < 0xa0) return list(code & 15);
    if (code < 0xc0) return text(code & 31);
    if (code >= 0xe0) return code - 256;
    const sizes: Record<number, () => Read> = {
      192: () => null,
      194: () => false,
      195: () => true,
      203: () => bytes.readDoubleBE(skip(8)),
      204: () => next(1),
      205: () => next(2),
      206: () => next(4),
      207: () => Number(bytes.readBigUInt64BE(skip(8))),
      211: () => Number(bytes.readBigInt64BE(skip(8))),
      217: () => text(next(1)),
      218: () => text(next(2)),
      219: () => text(next(4)),
      220: () => list(next(2)),
      221: () => list(next(4)),
      222: () => map(next(2)),
      223: () => map(next(4)),
    };
    const one = sizes[code];
    if (one === undefined) throw new Error(`code ${code.toString(16)} at ${at - 1}`);
    return one();
  }
  const data = read();
  if (at !== bytes.length) throw new Error('it does not end where it ends');
  return data;
}

/** As JSON.parse does: `__proto__` is a key like another. */
function define(map: object, key: string, value: Read): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Packets that nobody should send, by a seed, and what must hold whatever they hold.
 *
 * The identity: every line that is not empty has as many outcomes as it has values, and each outcome is a value taken, a value counted as
 * bad, an event or a service check. `outcomesOf` counts a line's values without the parser's code.
 */
import { DropLog, type DropSample, NameTable } from '@carpy/core';
import { Aggregator } from '../../src/aggregate/aggregator.ts';

const MAX_PACKET_BYTES = 65_507;
const FLUSH_EVERY = 20_000;
const NAMES = 5_000;
const MEMBERS = 20_000;
const SAMPLED_BYTES = 8_192;

const NAME_PARTS = [
  'app.requests',
  'a',
  'carpy.shop.web-1.checkout',
  'b.c',
  'carpy.shop.web-1.custom.x',
  'toString',
  '__proto__',
];
const SUFFIXES = ['', '.ok', '.error', '.apdex.satisfied', ';env=prod', ' / ', '..', '.mean', '|x', 'é'];
const VALUES = [
  '1',
  '0',
  '12.345',
  '-3',
  '+4',
  '1e3',
  '320',
  'joe',
  '1:2:3',
  '',
  ' 7',
  '0x10',
  'Infinity',
  '9007199254740993',
  '1e999',
];
const TYPES = ['c', 'ms', 'g', 's', 'h', 'd', 'kv', '', ' c', 'm'];
const FIELDS = [
  '@0.1',
  '@1',
  '@0',
  '@1e-9',
  '#env:prod,host:a',
  '#',
  '#a',
  'c:ci-1',
  'e:it-false',
  'card:low',
  'T1656581400',
  'T0',
  'x',
  '',
];
const EVENTS = [
  '_e{5,4}:title|text|d:1656581400|h:web|p:low|t:error|#a:b',
  '_e{5,9999}:title|text',
  '_e{1,1}:a|b',
  '_e{,}:',
  '_e{',
  '_sc|db|0|m:up',
  '_sc|db|9',
  '_sc|',
];
const TOKENS = [
  ':',
  '|',
  '@',
  '#',
  '|#',
  '|@',
  '|c',
  '|ms',
  '|g',
  '|s',
  '\n',
  '\r\n',
  '\r',
  ',',
  ';',
  '=',
  '1',
  '-',
  '+',
  'e',
  '.',
  'T',
  ' ',
  '\0',
  'a',
];
const MARKS = Buffer.from(':|@#\n\r,;=.-+eT 0c');

/** Packets one after the other, each in `bytes` from 0 on. */
export class FuzzPackets {
  readonly bytes: Buffer = Buffer.alloc(MAX_PACKET_BYTES);
  readonly #lines: readonly Buffer[];
  readonly #tokens: readonly Buffer[] = TOKENS.map((token) => Buffer.from(token));
  #state: number;
  #length = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.#lines = Array.from({ length: 2_000 }, () => Buffer.from(this.#line()));
  }

  /** Makes the next packet and returns its length. */
  next(): number {
    this.#length = 0;
    const kind = this.#below(1_000);
    if (kind < 550) this.#some(1 + this.#below(3));
    else if (kind < 800) {
      this.#some(1 + this.#below(2));
      for (let changes = 1 + this.#below(4); changes > 0; changes--) this.#change();
    } else if (kind < 870) {
      this.#some(1 + this.#below(2));
      this.#length = this.#below(this.#length + 1);
    } else if (kind < 920) for (let n = this.#below(80); n > 0; n--) this.#byte(this.#below(256));
    else if (kind < 997) for (let n = this.#below(30); n > 0; n--) this.#add(this.#pick(this.#tokens));
    else if (kind < 999) this.#some(40);
    else this.#huge();
    return this.#length;
  }

  /** A name, value or member, or nothing but `:` or `|`, past every bound. */
  #huge(): void {
    const run = this.#pick([':', '|', 'a', '1', ' ', '|#', ':1|c', '|c:', '#a:b,', '\n', '\r', '\0']);
    if (this.#below(2) === 0) this.#add(Buffer.from(this.#pick(['a', 'a:', 'a:1|c|#', '_e{1,1}:', '_sc|'])));
    const unit = Buffer.from(run);
    const until = this.#length + this.#below(this.#below(8) === 0 ? 60_000 : SAMPLED_BYTES + 50);
    while (this.#length < until) this.#add(unit);
    this.#add(Buffer.from(this.#pick(['', ':1|c', '|c', '|s', '|ms|@0.1', '\na:1|c'])));
  }

  #some(lines: number): void {
    for (let i = 0; i < lines; i++) {
      if (i > 0) this.#byte(10);
      this.#add(this.#pick(this.#lines));
    }
  }

  #change(): void {
    if (this.#length === 0) return;
    const byte = this.#below(2) === 0 ? (MARKS[this.#below(MARKS.length)] as number) : this.#below(256);
    this.bytes[this.#below(this.#length)] = byte;
  }

  #line(): string {
    if (this.#below(12) === 0) return this.#pick(EVENTS);
    const usual = this.#below(3) > 0;
    const name = usual ? `app.page_${this.#below(100)}` : this.#pick(NAME_PARTS) + this.#pick(SUFFIXES);
    const value = usual ? String(this.#below(10_000) / 8) : this.#pick(VALUES);
    const type = usual ? this.#pick(['c', 'ms', 'g', 's']) : this.#pick(TYPES);
    const fields = Array.from({ length: usual ? this.#below(2) : this.#below(4) }, () => `|${this.#pick(FIELDS)}`);
    const more = this.#below(10) === 0 ? ':2|c' : '';
    return `${name}:${value}|${type}${more}${fields.join('')}${this.#below(20) === 0 ? '\r' : ''}`;
  }

  #add(piece: Uint8Array): void {
    if (this.#length + piece.length > MAX_PACKET_BYTES) return;
    this.bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  #byte(byte: number): void {
    if (this.#length < MAX_PACKET_BYTES) this.bytes[this.#length++] = byte;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  /** A whole number from 0 to n - 1, by mulberry32. */
  #below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  }
}

/** What starts at these fields is no value, whatever colons it holds: tags, and behind a type what is known of the sender. */
const TAIL = /\|(?:#|(?=c:|e:|card:)(?<=\|[^:]*\|))/;

/** How many outcomes a packet must have. */
export function outcomesOf(packet: string): number {
  let outcomes = 0;
  for (const ended of packet.split('\n')) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (line !== '') outcomes += outcomesOfLine(line);
  }
  return outcomes;
}

function outcomesOfLine(line: string): number {
  if (line.length > 8_192 || line.startsWith('_e{') || line.startsWith('_sc|')) return 1;
  const colon = line.indexOf(':');
  if (colon <= 0 || line.slice(0, colon).includes('|#')) return 1;
  const rest = line.slice(colon + 1);
  const tail = rest.search(TAIL);
  let outcomes = 1;
  const end = tail < 0 ? rest.length : tail;
  for (let at = rest.indexOf(':'); at >= 0 && at < end; at = rest.indexOf(':', at + 1)) outcomes++;
  return outcomes;
}

/** Text of samples is made when somebody asks: here that would be for every packet. */
class CountingDropLog extends DropLog {
  override samples(): DropSample[] {
    return [];
  }
}

export interface FuzzReport {
  readonly packets: number;
  readonly taken: number;
  readonly bad: Readonly<Record<string, number>>;
  readonly events: number;
  readonly serviceChecks: number;
  /** Memory held by JavaScript half way and at the end, bytes. */
  readonly halfWayBytes: number;
  readonly endBytes: number;
}

/**
 * Feeds an aggregator with small bounds so many packets, a flush each 20,000. Throws with the packet when one does not add up. `collect`
 * runs before memory is read.
 */
export function fuzz(packets: number, seed: number, collect: () => void = () => {}): FuzzReport {
  const source = new FuzzPackets(seed);
  const drops = new CountingDropLog();
  let events = 0;
  const aggregator = new Aggregator({
    names: new NameTable(NAMES),
    drops,
    maxSetMembers: MEMBERS,
    onEvent: () => events++,
    onPoint: () => true,
  });
  let outcomes = 0;
  let slotS = 1_700_000_000;
  let halfWayBytes = 0;
  for (let i = 1; i <= packets; i++) {
    const length = source.next();
    const text = source.bytes.toString('latin1', 0, length);
    try {
      aggregator.packet(source.bytes, length, slotS * 1000, '127.0.0.1');
    } catch (error) {
      throw new Error(`packet ${i} of seed ${seed} threw: ${JSON.stringify(text)}`, { cause: error });
    }
    const { metrics, serviceChecks } = aggregator.counts();
    const before = outcomes;
    outcomes = metrics + drops.total + events + serviceChecks;
    if (outcomes - before !== outcomesOf(text))
      throw new Error(`packet ${i} of seed ${seed} has ${outcomes - before} outcomes: ${JSON.stringify(text)}`);
    if (i % FLUSH_EVERY === 0) {
      slotS += 10;
      aggregator.flush(slotS, 10, 10_000);
    }
    if (i === packets >> 1) halfWayBytes = memoryBytes(collect);
  }
  const { metrics, serviceChecks, bad } = aggregator.counts();
  return { packets, taken: metrics, bad, events, serviceChecks, halfWayBytes, endBytes: memoryBytes(collect) };
}

function memoryBytes(collect: () => void): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

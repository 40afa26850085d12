/**
 * The words by which single records are found, each a hash of 32 bits: ids, classes of errors, levels, words of texts, values of the
 * context. Different ones may share a hash, so what an index finds by them is verified with the record itself.
 *
 * Hot: some ten a record taken (bench/records).
 */
import { type StoredRecord, textsOf, wordsOf } from '@carpy/core';
import { hashText, hashWords, ID_WORDS, parseIdWords } from './record-ids.ts';
import { grown, sharedArray } from './shared-array.ts';

/** Seeds: one for each kind of word, so that a trace is not found as a request. */
const SEEDS = { id: 11, trace: 12, request: 13, error: 14, type: 15, level: 16, word: 17, context: 18 } as const;
export type TokenKind = Exclude<keyof typeof SEEDS, 'context'>;

const words = new Uint32Array(ID_WORDS);

/** Of a value in lower case. */
export function tokenOf(kind: TokenKind, folded: string): number {
  return kind === 'id' || kind === 'trace' ? hexToken(kind, folded) : hashText(SEEDS[kind], folded);
}

/** Hex digits in lower case, as nearly all ids are, need not be folded. */
function hexToken(kind: 'id' | 'trace', text: string): number {
  return parseIdWords(text, words, 0) ? hashWords(SEEDS[kind], words, 0) : hashFolded(kind, text);
}

function hashFolded(kind: 'id' | 'trace', text: string): number {
  const folded = text.toLowerCase();
  return parseIdWords(folded, words, 0) ? hashWords(SEEDS[kind], words, 0) : hashText(SEEDS[kind], folded);
}

export const contextToken = (key: string, folded: string): number => hashText(hashText(SEEDS.context, key), folded);

/** Growing pairs of a token and a row. */
export class TokenRows {
  tokens: Uint32Array;
  rows: Uint32Array;
  length = 0;

  /** With room for as many pairs, or in the memory of `spare`. */
  constructor(pairs = 4096, spare?: TokenRows) {
    this.tokens = spare?.tokens ?? sharedArray(Uint32Array, pairs);
    this.rows = spare?.rows ?? sharedArray(Uint32Array, pairs);
  }

  add(token: number, row: number): void {
    if (this.length === this.tokens.length) {
      this.tokens = grown(this.tokens);
      this.rows = grown(this.rows);
    }
    this.tokens[this.length] = token;
    this.rows[this.length++] = row;
  }

  /** All tokens of a record; one may come twice. */
  addRecord(record: StoredRecord, row: number): void {
    this.add(hexToken('id', record.id), row);
    if (record.traceId !== undefined) this.add(hexToken('trace', record.traceId), row);
    if (record.requestId !== undefined) this.add(tokenOf('request', record.requestId.toLowerCase()), row);
    if (record.fingerprint !== undefined) this.add(tokenOf('error', record.fingerprint.toLowerCase()), row);
    if (record.error !== undefined) this.add(tokenOf('type', record.error.type.toLowerCase()), row);
    for (const key in record.context) this.add(contextToken(key, String(record.context[key]).toLowerCase()), row);
    if (record.logs.length === 0 && record.error === undefined) return;
    for (const { level } of record.logs) this.add(tokenOf('level', level.toLowerCase()), row);
    for (const text of textsOf(record)) for (const word of wordsOf(text)) this.add(tokenOf('word', word), row);
  }

  /** Rows of a token among the pairs [from, until), ascending, each once. */
  rowsOf(token: number, from: number, until: number): Uint32Array {
    const found: number[] = [];
    const { tokens, rows } = this;
    for (let i = from; i < until; i++)
      if (tokens[i] === token && found.at(-1) !== rows[i]) found.push(rows[i] as number);
    return Uint32Array.from(found);
  }
}

/**
 * Asks a plan about positions, ascending, a batch at a time.
 *
 * Hot: every row of a broad search (bench/records).
 */
import { type DurationNode, firstFrom, type PlanNode } from './plan-node.ts';
import type { CodeArray } from './row-codes.ts';
import type { RowSource } from './row-source.ts';

export const BATCH_ROWS = 1024;

/** Positions, ascending, and what is known of them without a look at the source's columns. */
export interface Asked {
  readonly positions: Uint32Array;
  count: number;
  readonly durations: Uint32Array | undefined;
  /** Codes. */
  readonly what: Uint32Array | undefined;
}

export class PlanEval {
  readonly #source: RowSource;
  readonly #plan: PlanNode;
  /** Answers of parts, by depth. */
  readonly #scratch: Uint8Array[] = [];

  constructor(source: RowSource, plan: PlanNode) {
    this.#source = source;
    this.#plan = plan;
  }

  /** Answers of the first `count` positions. False when none of them can match; `answers` is all 0 then. */
  ask(asked: Asked, answers: Uint8Array): boolean {
    return this.#ask(this.#plan, asked, answers, 0);
  }

  #ask(node: PlanNode, asked: Asked, answers: Uint8Array, depth: number): boolean {
    const { positions, count } = asked;
    switch (node.is) {
      case 'all':
        answers.fill(node.answer, 0, count);
        return node.answer > 0;
      case 'codes':
        return node.column === 'what' && asked.what !== undefined
          ? askCodes(asked.what, node.answers, undefined, count, answers)
          : askCodes(this.#source.codes(node.column), node.answers, positions, count, answers);
      case 'duration':
        return asked.durations === undefined
          ? askDurations(this.#source.durations(), node, positions, count, answers)
          : askDurations(asked.durations, node, undefined, count, answers);
      case 'rows':
        return askRows(node.rows, positions, count, answers);
      case 'not': {
        this.#ask(node.part, asked, answers, depth);
        for (let i = 0; i < count; i++) answers[i] = 2 - (answers[i] as number);
        return true;
      }
      case 'and':
        return this.#all(node.parts, asked, answers, depth);
      case 'or':
        return this.#any(node.parts, asked, answers, depth);
    }
  }

  #all(parts: readonly PlanNode[], asked: Asked, answers: Uint8Array, depth: number): boolean {
    const { count } = asked;
    if (!this.#ask(parts[0] as PlanNode, asked, answers, depth)) return false;
    const other = this.#scratchAt(depth);
    for (let p = 1; p < parts.length; p++) {
      if (!this.#ask(parts[p] as PlanNode, asked, other, depth + 1)) {
        answers.fill(0, 0, count);
        return false;
      }
      let any = 0;
      for (let i = 0; i < count; i++) {
        const [a, b] = [answers[i] as number, other[i] as number];
        const least = a < b ? a : b;
        answers[i] = least;
        any |= least;
      }
      if (any === 0) return false;
    }
    return true;
  }

  #any(parts: readonly PlanNode[], asked: Asked, answers: Uint8Array, depth: number): boolean {
    const { count } = asked;
    let any = this.#ask(parts[0] as PlanNode, asked, answers, depth);
    const other = this.#scratchAt(depth);
    for (let p = 1; p < parts.length; p++) {
      if (!this.#ask(parts[p] as PlanNode, asked, other, depth + 1)) continue;
      any = true;
      for (let i = 0; i < count; i++)
        if ((other[i] as number) > (answers[i] as number)) answers[i] = other[i] as number;
    }
    return any;
  }

  #scratchAt(depth: number): Uint8Array {
    let scratch = this.#scratch[depth];
    if (scratch === undefined) this.#scratch[depth] = scratch = new Uint8Array(BATCH_ROWS);
    return scratch;
  }
}

/** Of all positions in turn without `positions`; all have code 0 without `codes`. */
function askCodes(
  codes: CodeArray | undefined,
  byCode: Uint8Array,
  positions: Uint32Array | undefined,
  count: number,
  answers: Uint8Array,
): boolean {
  let any = 0;
  for (let i = 0; i < count; i++) {
    const at = positions === undefined ? i : (positions[i] as number);
    const answer = byCode[codes === undefined ? 0 : (codes[at] as number)] as number;
    answers[i] = answer;
    any |= answer;
  }
  return any !== 0;
}

function askDurations(
  durations: Uint32Array,
  { from, to, sureFrom, sureTo }: DurationNode,
  positions: Uint32Array | undefined,
  count: number,
  answers: Uint8Array,
): boolean {
  let any = 0;
  for (let i = 0; i < count; i++) {
    const code = durations[positions === undefined ? i : (positions[i] as number)] as number;
    const answer = code < from || code > to ? 0 : code >= sureFrom && code <= sureTo ? 2 : 1;
    answers[i] = answer;
    any |= answer;
  }
  return any !== 0;
}

function askRows(rows: Uint32Array, positions: Uint32Array, count: number, answers: Uint8Array): boolean {
  answers.fill(0, 0, count);
  if (count === 0) return false;
  let any = false;
  let at = firstFrom(rows, positions[0] as number);
  for (let i = 0; i < count && at < rows.length; i++) {
    const position = positions[i] as number;
    while (at < rows.length && (rows[at] as number) < position) at++;
    if (rows[at] !== position) continue;
    answers[i] = 1;
    any = true;
  }
  return any;
}

/**
 * Asks a plan about positions, ascending, a batch at a time.
 *
 * Hot: every row of a broad search (bench/records).
 */
import { firstFrom, type PlanNode } from './filter-plan.ts';
import type { RowSource } from './row-source.ts';

export const BATCH_ROWS = 1024;

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
  ask(positions: Uint32Array, count: number, answers: Uint8Array): boolean {
    return this.#ask(this.#plan, positions, count, answers, 0);
  }

  #ask(node: PlanNode, positions: Uint32Array, count: number, answers: Uint8Array, depth: number): boolean {
    switch (node.is) {
      case 'all':
        answers.fill(node.answer, 0, count);
        return node.answer > 0;
      case 'codes':
        return askCodes(this.#source.codes(node.column), node.answers, positions, count, answers);
      case 'duration':
        return askDurations(this.#source.durations(), node, positions, count, answers);
      case 'rows':
        return askRows(node.rows, positions, count, answers);
      case 'not': {
        this.#ask(node.part, positions, count, answers, depth);
        for (let i = 0; i < count; i++) answers[i] = 2 - (answers[i] as number);
        return true;
      }
      case 'and':
        return this.#all(node.parts, positions, count, answers, depth);
      case 'or':
        return this.#any(node.parts, positions, count, answers, depth);
    }
  }

  #all(parts: readonly PlanNode[], positions: Uint32Array, count: number, answers: Uint8Array, depth: number): boolean {
    if (!this.#ask(parts[0] as PlanNode, positions, count, answers, depth)) return false;
    const other = this.#scratchAt(depth);
    for (let p = 1; p < parts.length; p++) {
      if (!this.#ask(parts[p] as PlanNode, positions, count, other, depth + 1)) {
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

  #any(parts: readonly PlanNode[], positions: Uint32Array, count: number, answers: Uint8Array, depth: number): boolean {
    let any = this.#ask(parts[0] as PlanNode, positions, count, answers, depth);
    const other = this.#scratchAt(depth);
    for (let p = 1; p < parts.length; p++) {
      if (!this.#ask(parts[p] as PlanNode, positions, count, other, depth + 1)) continue;
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

type Numbers = Uint8Array | Uint16Array | Uint32Array;

function askCodes(
  codes: Numbers | undefined,
  byCode: Uint8Array,
  positions: Uint32Array,
  count: number,
  answers: Uint8Array,
): boolean {
  let any = 0;
  for (let i = 0; i < count; i++) {
    const answer = byCode[codes === undefined ? 0 : (codes[positions[i] as number] as number)] as number;
    answers[i] = answer;
    any |= answer;
  }
  return any !== 0;
}

type DurationNode = Extract<PlanNode, { readonly is: 'duration' }>;

function askDurations(
  durations: Uint32Array,
  { from, to, sureFrom, sureTo }: DurationNode,
  positions: Uint32Array,
  count: number,
  answers: Uint8Array,
): boolean {
  let any = 0;
  for (let i = 0; i < count; i++) {
    const code = durations[positions[i] as number] as number;
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

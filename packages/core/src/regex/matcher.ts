/**
 * Runs a program over a text: Pike's machine. All ways through the pattern go forward together, one character at a time, in the order
 * in which a backtracking matcher would try them, and of two ways at the same place only the first stays. So the time is bounded by
 * program × text, and what matches, groups included, is what Python finds.
 */
import { isWordCharacter } from './characters.ts';
import type { Edge } from './pattern.ts';
import type { Instruction, Program } from './program.ts';

export interface FindOptions {
  /** Only a match that starts at `from` counts. */
  readonly anchored?: boolean;
  /** A match at `from` that takes no character does not count. */
  readonly mustAdvance?: boolean;
}

/** Threads at one place of the text, in order, with what each has noted. */
interface Threads {
  readonly states: Int32Array;
  readonly noted: Int32Array;
  length: number;
}

export class Matcher {
  readonly #program: Program;
  readonly #slots: number;
  /** A state is an instruction and the depth of the outermost loop whose turn began here; the last depth says that none did. */
  readonly #depths: number;
  readonly #seen: Int32Array;
  #generation = 0;
  #now: Threads;
  #then: Threads;
  readonly #work: Int32Array;
  readonly #stack: number[] = [];
  /** Of the last match: start and end of the whole and of each group, -1 where a group took no part. */
  readonly places: Int32Array;
  /** Threads gone forward by a character, since it was made: what finding takes. */
  steps = 0;

  /** Without `groups` it only tells whether there is a match, faster. */
  constructor(program: Program, groups: boolean) {
    this.#program = program;
    this.#slots = groups ? program.slots : 0;
    this.#depths = program.loops + 1;
    const states = program.instructions.length * this.#depths;
    const threads = (): Threads => ({
      states: new Int32Array(states),
      noted: new Int32Array(states * this.#slots),
      length: 0,
    });
    this.#seen = new Int32Array(states).fill(-1);
    this.#now = threads();
    this.#then = threads();
    this.#work = new Int32Array(this.#slots);
    this.places = new Int32Array(this.#slots);
  }

  /** The first match at or after `from`. */
  find(text: string, from: number, { anchored = false, mustAdvance = false }: FindOptions = {}): boolean {
    const { instructions, start } = this.#program;
    const none = this.#depths - 1;
    let found = false;
    this.#now.length = 0;
    this.#nextGeneration();
    for (let at = from; ; ) {
      if (!found && (at === from || !anchored)) {
        this.#work.fill(-1);
        this.#follow(this.#now, start * this.#depths + none, text, at);
      }
      if (this.#now.length === 0 && (found || anchored)) break;
      const code = text.codePointAt(at);
      const next = at + (code === undefined || code <= 0xffff ? 1 : 2);
      this.#nextGeneration();
      this.steps += this.#now.length;
      this.#then.length = 0;
      for (let i = 0; i < this.#now.length; i++) {
        const instruction = instructions[((this.#now.states[i] as number) / this.#depths) | 0] as Instruction;
        if (instruction.op === 'match') {
          if (mustAdvance && at === from) continue;
          if (this.#slots === 0) return true;
          found = true;
          copy(this.#now.noted, i * this.#slots, this.places, 0, this.#slots);
          // All behind it would have been tried later.
          break;
        }
        if (instruction.op !== 'take' || code === undefined || !instruction.takes(code)) continue;
        copy(this.#now.noted, i * this.#slots, this.#work, 0, this.#slots);
        this.#follow(this.#then, instruction.next * this.#depths + none, text, next);
      }
      [this.#now, this.#then] = [this.#then, this.#now];
      if (code === undefined) break;
      at = next;
    }
    return found;
  }

  #nextGeneration(): void {
    if (++this.#generation < 0x7fffffff) return;
    this.#seen.fill(-1);
    this.#generation = 0;
  }

  /** Adds the threads that `state` leads to without taking a character. */
  #follow(threads: Threads, state: number, text: string, at: number): void {
    const stack = this.#stack;
    const depths = this.#depths;
    stack.push(state);
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top < 0) {
        // All that came of a note has been followed: the note before it holds again.
        this.#work[-1 - top] = stack.pop() as number;
        continue;
      }
      if (this.#seen[top] === this.#generation) continue;
      this.#seen[top] = this.#generation;
      const instruction = this.#program.instructions[(top / depths) | 0] as Instruction;
      const began = top % depths;
      switch (instruction.op) {
        case 'split':
          stack.push(instruction.second * depths + began, instruction.first * depths + began);
          break;
        case 'save': {
          const { slot, next } = instruction;
          if (slot < this.#slots) {
            stack.push(this.#work[slot] as number, -1 - slot);
            this.#work[slot] = at;
          }
          stack.push(next * depths + began);
          break;
        }
        case 'edge':
          if (isAt(instruction.edge, text, at)) stack.push(instruction.next * depths + began);
          break;
        case 'enter':
          stack.push(instruction.next * depths + Math.min(began, instruction.depth));
          break;
        case 'check':
          stack.push((began <= instruction.depth ? instruction.idle : instruction.next) * depths + began);
          break;
        case 'leave':
          stack.push(instruction.next * depths + (began >= instruction.depth ? depths - 1 : began));
          break;
        default:
          threads.states[threads.length] = top;
          copy(this.#work, 0, threads.noted, threads.length * this.#slots, this.#slots);
          threads.length++;
      }
    }
  }
}

/** A few numbers each time: a loop is quicker than views of the arrays. */
function copy(from: Int32Array, at: number, to: Int32Array, toAt: number, count: number): void {
  for (let i = 0; i < count; i++) to[toAt + i] = from[at + i] as number;
}

function isAt(edge: Edge, text: string, at: number): boolean {
  switch (edge) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'endOrLastNewline':
      return at === text.length || (at === text.length - 1 && text[at] === '\n');
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return at === text.length || text[at] === '\n';
    case 'word':
      return isWord(text, before(text, at)) !== isWord(text, at);
    case 'notWord':
      // Python: an empty text has no such place.
      return text !== '' && isWord(text, before(text, at)) === isWord(text, at);
  }
}

/** Where the character before `at` starts. */
const before = (text: string, at: number): number =>
  at >= 2 && (text.codePointAt(at - 2) as number) > 0xffff ? at - 2 : at - 1;

function isWord(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && isWordCharacter(code);
}

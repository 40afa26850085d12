/**
 * A regular expression as a program for the matcher: what stands in a tree becomes jumps, and counted repeats are written out.
 *
 * A loop whose body may match nothing must end, and where it ends says what its groups hold. Python takes one more turn that matches
 * nothing and then goes on behind the loop. So such a loop notes that a turn begins (`enter`), and at the turn's end (`check`) goes on
 * behind the loop if no character was taken since. The matcher keeps that as part of where a thread is: `depth` says how deep a loop
 * lies in other such loops.
 */
import type { Takes } from './characters.ts';
import { BadPattern } from './class.ts';
import { type Edge, isNullable, type ParsedPattern, type Pattern } from './pattern.ts';

export type Instruction =
  | { readonly op: 'take'; readonly takes: Takes; readonly next: number }
  /** Two ways, the first before the second. */
  | { readonly op: 'split'; first: number; second: number }
  /** Notes the place in the text: 2n where group n starts, 2n + 1 where it ends. */
  | { readonly op: 'save'; readonly slot: number; readonly next: number }
  | { readonly op: 'edge'; readonly edge: Edge; readonly next: number }
  | { readonly op: 'enter'; readonly depth: number; readonly next: number }
  | { readonly op: 'check'; readonly depth: number; readonly idle: number; readonly next: number }
  | { readonly op: 'leave'; readonly depth: number; readonly next: number }
  | { readonly op: 'match' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Places that a match notes: two for the whole and for each group. */
  readonly slots: number;
  /** Loops in each other whose bodies may match nothing. */
  readonly loops: number;
}

/** Instructions, counted repeats written out. */
const MAX_INSTRUCTIONS = 4_096;
/** Places that all threads together may note: what a match has in memory. */
const MAX_PLACES = 1 << 20;

/** @throws BadPattern when it is too large. */
export function programOf({ pattern, groups }: ParsedPattern): Program {
  const instructions: Instruction[] = [];
  let loops = 0;
  let pieces = 0;
  const add = (instruction: Instruction): number => {
    if (instructions.length >= MAX_INSTRUCTIONS) throw tooLarge();
    return instructions.push(instruction) - 1;
  };

  // From the end: each piece is given where it goes on, and answers where it starts.
  const build = (p: Pattern, next: number, depth: number): number => {
    // Repeats of repeats of nothing make no instruction, but take their time.
    if (++pieces > 4 * MAX_INSTRUCTIONS) throw tooLarge();
    switch (p.type) {
      case 'character':
        return add({ op: 'take', takes: p.takes, next });
      case 'edge':
        return add({ op: 'edge', edge: p.edge, next });
      case 'sequence':
        return p.parts.reduceRight((after, part) => build(part, after, depth), next);
      case 'either':
        return p.options.reduceRight<number | undefined>((second, option) => {
          const first = build(option, next, depth);
          return second === undefined ? first : add({ op: 'split', first, second });
        }, undefined) as number;
      case 'group':
        return add({
          op: 'save',
          slot: 2 * p.number,
          next: build(p.part, add({ op: 'save', slot: 2 * p.number + 1, next }), depth),
        });
      case 'repeat':
        return repeat(p, next, depth);
    }
  };

  const repeat = (p: Pattern & { type: 'repeat' }, next: number, depth: number): number => {
    const { part, least, most, lazy } = p;
    const mayIdle = isNullable(part) && most > 1;
    const inside = mayIdle ? depth + 1 : depth;
    if (mayIdle) loops = Math.max(loops, inside);
    const behind = mayIdle ? add({ op: 'leave', depth, next }) : next;
    /** One optional turn that goes on to `again`, which is its own start where it is undefined. */
    const turn = (again: number | undefined): number => {
      const split = { op: 'split' as const, first: behind, second: behind };
      const start = add(split);
      const after = again ?? start;
      const end = mayIdle ? add({ op: 'check', depth, idle: behind, next: after }) : after;
      const body = build(part, end, inside);
      split[lazy ? 'second' : 'first'] = mayIdle ? add({ op: 'enter', depth, next: body }) : body;
      return start;
    };
    let at = behind;
    if (most === Number.POSITIVE_INFINITY) at = turn(undefined);
    else for (let i = least; i < most; i++) at = turn(at);
    for (let i = 0; i < least; i++) at = build(part, at, inside);
    return at;
  };

  const end = add({ op: 'save', slot: 1, next: add({ op: 'match' }) });
  const start = add({ op: 'save', slot: 0, next: build(pattern, end, 0) });
  const slots = 2 * (groups + 1);
  if (instructions.length * (loops + 1) * slots > MAX_PLACES) throw tooLarge();
  return { instructions, start, slots, loops };
}

const tooLarge = (): BadPattern => new BadPattern('it is too large with its counted repeats written out');

/**
 * Thompson's automaton: matches a name against a pattern in time linear in pattern × name, whatever either holds. Globs (glob.ts) and the
 * regular expressions of tags (tag-regex.ts) are made of these nodes.
 */

export type Node =
  | { readonly type: 'char'; readonly code: number }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'class'; readonly negated: boolean; readonly ranges: readonly number[] }
  | { readonly type: 'either'; readonly options: readonly (readonly Node[])[] }
  /** Any character that `takes` accepts. */
  | { readonly type: 'test'; readonly takes: (codePoint: number) => boolean }
  /** The part any number of times. */
  | { readonly type: 'loop'; readonly part: readonly Node[] }
  /** No character: the start or the end of the name. */
  | { readonly type: 'edge'; readonly edge: 'start' | 'end' };

/** A state takes a character and goes on to `next`, or forks for nothing, where it must only at an edge. */
interface State {
  readonly takes: ((codePoint: number) => boolean) | undefined;
  readonly next: number;
  readonly forks: number[];
  readonly edge: 'start' | 'end' | undefined;
}

const END = 0;

/** `extent`: whether the pattern must match the whole name or only its beginning. */
export function automaton(nodes: readonly Node[], extent: 'whole' | 'beginning'): (name: string) => boolean {
  const states: State[] = [{ takes: undefined, next: -1, forks: [], edge: undefined }];
  const start = build(states, nodes, END);
  const seen = new Int32Array(states.length);
  let current: number[] = [];
  let following: number[] = [];
  const enter = (state: number, list: number[], at: number, length: number): void => {
    const stack = [state];
    for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
      if (seen[s] === at) continue;
      seen[s] = at;
      list.push(s);
      const { forks, edge } = states[s] as State;
      if (edge === undefined || (edge === 'start' ? at === 0 : at === length))
        for (const fork of forks) stack.push(fork);
    }
  };
  return (name) => {
    seen.fill(-1);
    current.length = 0;
    enter(start, current, 0, name.length);
    for (let at = 0; at < name.length; ) {
      if (extent === 'beginning' && seen[END] === at) return true;
      const codePoint = name.codePointAt(at) as number;
      at += codePoint > 0xffff ? 2 : 1;
      following.length = 0;
      for (const s of current) {
        const state = states[s] as State;
        if (state.takes?.(codePoint) === true) enter(state.next, following, at, name.length);
      }
      [current, following] = [following, current];
      if (current.length === 0) return false;
    }
    return seen[END] === name.length;
  };
}

/** Builds from the end: returns the state that starts `part` and goes on to `next`. */
function build(states: State[], part: readonly Node[], next: number): number {
  const add = (takes: State['takes'], to: number, forks: number[] = [], edge?: 'start' | 'end'): number =>
    states.push({ takes, next: to, forks, edge }) - 1;
  let target = next;
  for (let i = part.length - 1; i >= 0; i--) {
    const node = part[i] as Node;
    if (node.type === 'either') {
      const after = target;
      target = add(
        undefined,
        -1,
        node.options.map((option) => build(states, option, after)),
      );
    } else if (node.type === 'star' || node.type === 'loop') {
      const fork = add(undefined, -1, [target]);
      const again = node.type === 'star' ? add(() => true, fork) : build(states, node.part, fork);
      (states[fork] as State).forks.push(again);
      target = fork;
    } else if (node.type === 'edge') target = add(undefined, -1, [target], node.edge);
    else target = add(takesOf(node), target);
  }
  return target;
}

type OneCharacter = Exclude<Node, { type: 'either' | 'star' | 'loop' | 'edge' }>;

function takesOf(node: OneCharacter): (codePoint: number) => boolean {
  if (node.type === 'any') return () => true;
  if (node.type === 'char') return (c) => c === node.code;
  if (node.type === 'test') return node.takes;
  return (c) => {
    for (let i = 0; i < node.ranges.length; i += 2) {
      if (c >= (node.ranges[i] as number) && c <= (node.ranges[i + 1] as number)) return !node.negated;
    }
    return node.negated;
  };
}

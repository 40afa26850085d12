/** Thompson's automaton: matches a name against a glob (glob.ts) in time linear in glob × name, whatever either holds. */

export type Node =
  | { readonly type: 'char'; readonly code: number }
  | { readonly type: 'any' }
  | { readonly type: 'star' }
  | { readonly type: 'class'; readonly negated: boolean; readonly ranges: readonly number[] }
  | { readonly type: 'either'; readonly options: readonly (readonly Node[])[] };

/** A state takes a character and goes on to `next`, or forks for nothing. */
interface State {
  readonly takes: ((codePoint: number) => boolean) | undefined;
  readonly next: number;
  readonly forks: number[];
}

const END = 0;

/** Whether the whole name matches. */
export function automaton(nodes: readonly Node[]): (name: string) => boolean {
  const states: State[] = [{ takes: undefined, next: -1, forks: [] }];
  const start = build(states, nodes, END);
  const seen = new Int32Array(states.length);
  let current: number[] = [];
  let following: number[] = [];
  const enter = (state: number, list: number[], at: number): void => {
    const stack = [state];
    for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
      if (seen[s] === at) continue;
      seen[s] = at;
      list.push(s);
      for (const fork of (states[s] as State).forks) stack.push(fork);
    }
  };
  return (name) => {
    seen.fill(-1);
    current.length = 0;
    enter(start, current, 0);
    for (let at = 0; at < name.length; ) {
      const codePoint = name.codePointAt(at) as number;
      at += codePoint > 0xffff ? 2 : 1;
      following.length = 0;
      for (const s of current) {
        const state = states[s] as State;
        if (state.takes?.(codePoint) === true) enter(state.next, following, at);
      }
      [current, following] = [following, current];
      if (current.length === 0) return false;
    }
    return seen[END] === name.length;
  };
}

/** Builds from the end: returns the state that starts `part` and goes on to `next`. */
function build(states: State[], part: readonly Node[], next: number): number {
  const add = (takes: State['takes'], to: number, forks: number[] = []): number =>
    states.push({ takes, next: to, forks }) - 1;
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
    } else if (node.type === 'star') {
      const fork = add(undefined, -1, [target]);
      (states[fork] as State).forks.push(add(() => true, fork));
      target = fork;
    } else target = add(takesOf(node), target);
  }
  return target;
}

type OneCharacter = Exclude<Node, { type: 'either' | 'star' }>;

function takesOf(node: OneCharacter): (codePoint: number) => boolean {
  if (node.type === 'any') return () => true;
  if (node.type === 'char') return (c) => c === node.code;
  return (c) => {
    for (let i = 0; i < node.ranges.length; i += 2) {
      if (c >= (node.ranges[i] as number) && c <= (node.ranges[i + 1] as number)) return !node.negated;
    }
    return node.negated;
  };
}

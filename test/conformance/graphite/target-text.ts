/** A target's text taken apart, as far as the declared differences need it. */

/** What is piped into a call, and the call. */
const PIPED = /^([^|"]+)\|(\w+\(.*)$/s;

/** The arguments of the outermost call as they are written, what is piped into it first; none where the target is no call. */
export function argumentsOf(target: string): string[] {
  const [, piped, call] = PIPED.exec(target) ?? [];
  if (piped !== undefined && call !== undefined) return [piped, ...argumentsOf(call)];
  const open = target.indexOf('(');
  if (open < 0 || !target.endsWith(')')) return [];
  const out: string[] = [];
  let depth = 0;
  let quote = '';
  let from = open + 1;
  for (let i = from; i < target.length - 1; i++) {
    const c = target[i] as string;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      out.push(target.slice(from, i));
      from = i + 1;
    }
  }
  const last = target.slice(from, -1);
  return out.length === 0 && last.trim() === '' ? [] : [...out, last];
}

/** The same call with other arguments. */
export function withArguments(target: string, change: (args: readonly string[]) => readonly string[]): string {
  const call = PIPED.exec(target)?.[2] ?? target;
  return `${call.slice(0, call.indexOf('('))}(${change(argumentsOf(target)).join(',')})`;
}

/** A target's text taken apart, as far as the declared differences need it. */

/** The arguments of the outermost call as they are written; none where the target is no call. */
export function argumentsOf(target: string): string[] {
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
  return `${target.slice(0, target.indexOf('('))}(${change(argumentsOf(target)).join(',')})`;
}

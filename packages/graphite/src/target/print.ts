/** Writes a parsed target as text. Reading it again gives the same tree, positions aside. */
import type { Argument, Expression, KeywordArgument } from './ast.ts';

export function printTarget(expression: Expression): string {
  return print(expression, false);
}

function print(node: Argument, asArgument: boolean): string {
  switch (node.kind) {
    case 'path':
      return printPath(node.path, asArgument);
    case 'number':
      return printNumber(node.value, node.integer);
    case 'string':
      return `${node.quote}${node.value}${node.quote}`;
    case 'true':
    case 'false':
      return node.kind;
    case 'none':
      return 'None';
    case 'infinity':
      return 'inf';
    case 'template':
      return `template(${[print(node.body, false), ...node.args.map((a) => print(a, true)), ...node.kwargs.map(printKeyword)].join(',')})`;
    case 'call': {
      const [first, ...rest] = node.args;
      if (!node.piped || first === undefined) return node.text ?? printCall(node.name, node.args, node.kwargs);
      return `${print(first, asArgument)}|${node.text ?? printCall(node.name, rest, node.kwargs)}`;
    }
  }
}

const printCall = (name: string, args: readonly Argument[], kwargs: readonly KeywordArgument[]): string =>
  `${name}(${[...args.map((a) => print(a, true)), ...kwargs.map(printKeyword)].join(',')})`;

const printKeyword = ({ name, value }: KeywordArgument): string => `${name}=${print(value, true)}`;

/** A float keeps a point or an exponent, so that it stays one. */
function printNumber(value: number, integer: boolean): string {
  if (integer) return BigInt(value).toString();
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function printPath(path: string, asArgument: boolean): string {
  const enumerations = bracesPair(path);
  let depth = 0;
  let out = '';
  let before = '.';
  for (let i = 0; i < path.length; i++) {
    const c = path[i] as string;
    let escaped = '()\'"\\|'.includes(c);
    if (c === '{' || c === '}') {
      escaped = !enumerations;
      if (enumerations) depth += c === '{' ? 1 : -1;
    } else if (c === ',') escaped = depth === 0;
    else if (c === '.') escaped = depth === 0 && (before === '.' || i === path.length - 1);
    out += escaped ? `\\${c}` : c;
    before = escaped ? '\\' : c;
  }
  // A path that would read as a keyword argument or a number got here by an escape; it needs one again.
  if (asArgument && /^[A-Za-z_][A-Za-z0-9_]*=/.test(out)) return out.replace('=', '\\=');
  if (asArgument && /^-?\d*\.\d+(?:[eE][+-]?\d+)?$/.test(out)) return out.replace('.', '\\.');
  return out;
}

function bracesPair(path: string): boolean {
  let depth = 0;
  for (const c of path) {
    if (c === '{') depth++;
    else if (c === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

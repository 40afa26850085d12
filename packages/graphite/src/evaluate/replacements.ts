/** template(): names in paths and the values that stand for them; and what of a target is a value rather than series. */
import { CarpyError } from '@carpy/core';
import { formatFloat } from '../number-format.ts';
import type { Argument, Expression, Literal, TemplateExpression } from '../target/ast.ts';
import { TARGET_LIMITS } from '../target/parse.ts';
import type { Scalar } from './arguments.ts';

export type Replacements = ReadonlyMap<string, Scalar>;
export const NO_REPLACEMENTS: Replacements = new Map();

export const isExpression = (arg: Argument): arg is Expression =>
  arg.kind === 'path' || arg.kind === 'call' || arg.kind === 'template';

/** What template() and the request (`given`, which goes before) put in the place of names. */
export function replacementsOf(
  { args, kwargs }: TemplateExpression,
  given: Readonly<Record<string, string>> = {},
): Replacements {
  const out = new Map<string, Scalar>();
  for (const { name, value } of kwargs) set(out, name, scalarOf(value, NO_REPLACEMENTS));
  args.forEach((arg, i) => {
    set(out, String(i + 1), scalarOf(arg, NO_REPLACEMENTS));
  });
  for (const [name, value] of Object.entries(given)) out.set(name, { value, text: value });
  return out;
}

function set(map: Map<string, Scalar>, name: string, value: Scalar | undefined): void {
  if (value !== undefined) map.set(name, value);
}

/**
 * `$name` anywhere in a path, one name after the other, as graphite-web does. Values may hold names that come later, and may so grow
 * with each: the length is checked before each step is taken.
 */
export function replaced(path: string, replacements: Replacements): string {
  let out = path;
  for (const [name, { text }] of replacements) {
    const parts = out.split(`$${name}`);
    if (parts.length === 1) continue;
    const length = out.length + (parts.length - 1) * (text.length - name.length - 1);
    if (length > TARGET_LIMITS.length) {
      throw new CarpyError(
        'CARPY_BAD_TARGET',
        `$${name} makes a path of ${length} characters, at most ${TARGET_LIMITS.length} are taken`,
      );
    }
    out = parts.join(text);
  }
  return out;
}

/** Undefined for what is no scalar. A path that is one `$name` of a template is its value. */
export function scalarOf(arg: Argument, replacements: Replacements): Scalar | undefined {
  if (arg.kind === 'path') {
    const replacement = arg.path.startsWith('$') ? replacements.get(arg.path.slice(1)) : undefined;
    if (typeof replacement?.value === 'string' && /^-?\d+(?:\.\d+)?$/.test(replacement.value)) {
      return { value: Number(replacement.value), text: replacement.text };
    }
    return replacement;
  }
  return isExpression(arg) ? undefined : literalScalar(arg);
}

function literalScalar(literal: Literal): Scalar | undefined {
  switch (literal.kind) {
    case 'number': {
      const { value, integer } = literal;
      return { value, text: integer ? String(value) : formatFloat(value) };
    }
    case 'string':
      return { value: literal.value, text: literal.value };
    case 'true':
      return { value: true, text: 'True' };
    case 'false':
      return { value: false, text: 'False' };
    case 'infinity':
      return { value: Number.POSITIVE_INFINITY, text: 'inf' };
    default:
      return undefined;
  }
}

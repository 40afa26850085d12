/** The error for a name that is no function's, with the nearest that is. */
import { CarpyError } from '@carpy/core';
import { functions } from '../functions/index.ts';
import type { CallExpression } from '../target/ast.ts';

export function unknownFunction({ name, position }: CallExpression): CarpyError {
  const lower = name.toLowerCase();
  const near = functions.find(
    (f) =>
      f.name.toLowerCase() === lower ||
      f.name.toLowerCase().startsWith(lower) ||
      lower.startsWith(f.name.toLowerCase()),
  );
  const hint = near === undefined ? 'GET /functions lists what there is' : `did you mean ${near.name}?`;
  return new CarpyError('CARPY_UNKNOWN_FUNCTION', `${name}() at position ${position}; ${hint}`, { position });
}

/** A call whose arguments are series in hand rather than expressions: what reduceSeries and groupByNode give to the function they name. */
import { isCarpyError } from '@carpy/core';
import type { GraphiteFunction } from '../function.ts';
import type { Series } from '../series.ts';
import type { Argument } from '../target/ast.ts';
import { bindArguments } from './arguments.ts';
import { Call, type Reader } from './call.ts';

/** @throws CarpyError CARPY_BAD_TARGET, naming the outer call too, where the function does not take so many lists of series and nothing else. */
export function applyToSeries(
  fn: GraphiteFunction,
  name: string,
  lists: readonly (readonly Series[])[],
  outer: Call,
): readonly Series[] {
  try {
    return fn.evaluate(callWithSeries(fn, name, lists, outer));
  } catch (e) {
    if (!isCarpyError(e) || e.code !== 'CARPY_BAD_TARGET' || e.detail.startsWith(`${outer.name}() `)) throw e;
    throw outer.bad(`was refused: ${e.detail.replace(/, at position \d+$/, '')}`);
  }
}

function callWithSeries(fn: GraphiteFunction, name: string, lists: readonly (readonly Series[])[], outer: Call): Call {
  const { position, range } = outer;
  // Its series at another range are not in hand.
  if (fn.readsItself) throw outer.bad(`can't apply ${name}(), which reads its series by itself`);
  const known = new Map<Argument, readonly Series[]>(lists.map((list) => [{ kind: 'path', path: '', position }, list]));
  const node = { kind: 'call', name, args: [...known.keys()], kwargs: [], piped: false, position } as const;
  const reader: Reader = {
    ...outer.reader,
    seriesOf: (arg) => known.get(arg) ?? [],
    scalarOf: () => undefined,
    pathOf: () => undefined,
  };
  return new Call(fn, node, bindArguments(fn, node), range, reader);
}

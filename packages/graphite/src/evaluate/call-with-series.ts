/** A call whose arguments are series in hand rather than expressions: what reduceSeries and groupByNode give to the function they name. */
import type { GraphiteFunction } from '../function.ts';
import type { Series } from '../series.ts';
import type { Argument } from '../target/ast.ts';
import { bindArguments } from './arguments.ts';
import { Call, type Reader } from './call.ts';

/** @throws CarpyError CARPY_BAD_TARGET where the function does not take so many lists of series and nothing else. */
export function callWithSeries(
  fn: GraphiteFunction,
  name: string,
  lists: readonly (readonly Series[])[],
  outer: Call,
): Call {
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

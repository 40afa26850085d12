/** Keeps what is written to the console, at the level that is asked for, in the record of its transaction. The output stays as it is. */
import { format } from 'node:util';
import { standIn } from '../wrapping.ts';
import type { LogTaker } from './log-taker.ts';

const METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const;

/** Returns what ends it. */
export function captureConsole(taker: LogTaker, target: Console = console): () => void {
  const undo = METHODS.map((method) => {
    const original = target[method];
    const level = method === 'log' ? 'info' : method;
    const replaced = standIn(original as (...args: never[]) => unknown, (fn, self, args) => {
      taker.logged(level, () => format(...Array.from(args)));
      return Reflect.apply(fn, self, args);
    }) as typeof original;
    target[method] = replaced;
    // Another may have wrapped ours since: then ours stays, and does nothing.
    return () => {
      if (target[method] === replaced) target[method] = original;
    };
  });
  return () => {
    for (const one of undo) one();
  };
}

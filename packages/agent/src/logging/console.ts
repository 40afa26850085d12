/** Keeps what is written by `console.warn` and `console.error` for the record of its transaction. The output stays as it is. */
import { format } from 'node:util';
import { standIn } from '../wrapping.ts';
import type { LogTaker } from './log-taker.ts';

const METHODS = ['warn', 'error'] as const;

/** Returns what ends it. */
export function captureConsole(taker: LogTaker, target: Console = console): () => void {
  const undo = METHODS.map((level) => {
    const original = target[level];
    const replaced = standIn(original as (...args: never[]) => unknown, (fn, self, args) => {
      taker.logged(level, () => format(...Array.from(args)));
      return Reflect.apply(fn, self, args);
    }) as typeof original;
    target[level] = replaced;
    // Another may have wrapped ours since: then ours stays, and does nothing.
    return () => {
      if (target[level] === replaced) target[level] = original;
    };
  });
  return () => {
    for (const one of undo) one();
  };
}

/**
 * The last flush: when the event loop runs dry, at process.exit, and on SIGTERM and SIGINT. Where there is time (not at process.exit) what
 * takes an answer is sent as well.
 *
 * A listener of a signal takes its default effect away, so ours is there only while the application has none: it flushes, goes, and
 * sends the signal again, so that the process ends as if it had never been. Libraries that count listeners (signal-exit) thus see
 * what they would see without the agent. An application with a listener of its own ends by its own means, and `exit` flushes.
 */
import { isMainThread } from 'node:worker_threads';
import { queueMicrotask } from './timers.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

export interface LastFlush {
  /** Sends what goes without an answer. */
  flushNow(): void;
  /** Sends the rest, keeping the process meanwhile, for a time that it bounds itself. undefined: nothing is left. Never rejects. */
  drain(): Promise<void> | undefined;
}

/** Flushes before this process ends. Returns what takes all listeners off again. */
export function flushAtExit(last: LastFlush): () => void {
  const dry = (): void => {
    last.flushNow();
    // When that is done the loop runs dry again.
    void last.drain();
  };
  makeRoom(1);
  process.on('beforeExit', dry);
  process.on('exit', last.flushNow);
  const undoSignals = isMainThread ? SIGNALS.map((signal) => flushOnSignal(signal, last)) : [];
  return () => {
    process.off('beforeExit', dry);
    process.off('exit', last.flushNow);
    for (const undo of undoSignals) undo();
    makeRoom(-1);
  };
}

/** Ours don't count towards the number of listeners past which Node warns of a leak. 0 is any number. */
function makeRoom(more: 1 | -1): void {
  const most = process.getMaxListeners();
  if (most > 0) process.setMaxListeners(Math.max(1, most + more));
}

function flushOnSignal(signal: NodeJS.Signals, last: LastFlush): () => void {
  let changing = false;
  let undone = false;
  let leaving = false;
  const leave = (): void => {
    undo();
    process.kill(process.pid, signal);
  };
  const ours = (): void => {
    last.flushNow();
    // Who sends it a second time does not want to wait.
    const draining = leaving ? undefined : last.drain();
    leaving = true;
    if (draining === undefined) leave();
    else void draining.then(leave);
  };
  /** Puts our listener on when it is the only one, and takes it off when it is not. */
  const settle = (): void => {
    const wanted = !undone && process.listeners(signal).every((listener) => listener === ours);
    const there = process.listeners(signal).includes(ours);
    changing = true;
    if (wanted && !there) process.on(signal, ours);
    if (!wanted && there) process.off(signal, ours);
    changing = false;
  };
  const added = (event: string | symbol): void => {
    // The event comes before the listener is there. Were ours taken off at once, Node would stop to listen to the signal at all.
    if (event === signal && !changing) queueMicrotask(settle);
  };
  const removed = (event: string | symbol): void => {
    if (event === signal && !changing) settle();
  };
  const undo = (): void => {
    undone = true;
    process.off('newListener', added);
    process.off('removeListener', removed);
    settle();
  };
  settle();
  process.on('newListener', added);
  process.on('removeListener', removed);
  return undo;
}

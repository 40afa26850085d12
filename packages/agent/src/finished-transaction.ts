/** Transactions that something else timed, whole, as the bridge to OpenTelemetry gives them. */
import type { RecordError } from '@carpy/core';
import type { Agent } from './api.ts';
import type { TransactionDetails } from './transaction-details.ts';

export interface FinishedFunction {
  readonly name: string;
  /** Index of a function before it in the list, -1 for the transaction. */
  readonly parent: number;
  readonly startOffsetMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface FinishedTransaction {
  readonly name: string;
  /** Epoch ms. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly functions: readonly FinishedFunction[];
  readonly details: TransactionDetails | undefined;
  readonly traceId: string | undefined;
  readonly error: RecordError | undefined;
}

/** Where the process's agent takes them: a registered symbol, so that any copy of this package finds it. */
const KEY: unique symbol = Symbol.for('carpy.agent.finished') as never;

const AGENT: unique symbol = Symbol.for('carpy.agent') as never;

type Taker = { [KEY]?: (finished: FinishedTransaction) => void };

export function setFinishedTaker(agent: Agent, take: (finished: FinishedTransaction) => void): void {
  Object.defineProperty(agent, KEY, { value: take, configurable: true });
}

/** Gives one to the process's agent; nothing happens where that is off, or of a version that takes none. */
export const giveFinished = (finished: FinishedTransaction): void =>
  (globalThis as { [AGENT]?: Taker })[AGENT]?.[KEY]?.(finished);

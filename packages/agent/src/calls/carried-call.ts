/**
 * The call that a library's own object stands for, carried by that object from one hook to the next. By a property: an entry of a WeakMap
 * costs the garbage collector more than all else that is done for the call (bench/agent, realistic).
 */
import type { FunctionCall } from '../api.ts';

const CALL: unique symbol = Symbol('carpy.call') as never;

export type Ending = Pick<FunctionCall, 'end'>;

type Carrier = { [CALL]?: Ending };

export function carryCall(carrier: object, call: Ending): void {
  (carrier as Carrier)[CALL] = call;
}

export const carriedCall = (carrier: object): Ending | undefined => (carrier as Carrier)[CALL];

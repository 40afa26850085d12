/**
 * Calls between threads over a MessagePort: a method's name, one argument, one answer. Everything is structured-cloned; buffers
 * named in a transfer list move instead. Errors come back as CarpyError with their code.
 */
import { CarpyError, type ErrorJson, errorFromJson, errorToJson } from '@carpy/core';

/** A MessagePort, or a Worker seen from outside, or parentPort seen from inside. */
export interface RpcPort {
  postMessage(value: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Method names with the type of their one argument and of their answer. */
export type RpcMethods = Record<string, { readonly argument: unknown; readonly answer: unknown }>;

export type RpcHandlers<M extends RpcMethods> = {
  readonly [K in keyof M]: (argument: M[K]['argument']) => M[K]['answer'] | Promise<M[K]['answer']>;
};

interface CallMessage {
  readonly rpc: 'call';
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}
interface AnswerMessage {
  readonly rpc: 'answer';
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: ErrorJson;
}

const isRpc = (value: unknown): value is CallMessage | AnswerMessage =>
  typeof value === 'object' && value !== null && 'rpc' in value;

/** Serves `handlers` on a port. `transferOf` names the buffers of an answer that move instead of being copied. */
export function serveRpc<M extends RpcMethods>(
  port: RpcPort,
  handlers: RpcHandlers<M>,
  transferOf: (method: keyof M, answer: unknown) => readonly ArrayBuffer[] = () => [],
): void {
  port.on('message', (message) => {
    if (!isRpc(message) || message.rpc !== 'call') return;
    void answer(message);
  });
  async function answer(call: CallMessage): Promise<void> {
    try {
      const handler = handlers[call.method];
      if (handler === undefined) throw new CarpyError('CARPY_INTERNAL', `no method ${call.method} in this thread`);
      const value = await handler(call.argument as M[string]['argument']);
      port.postMessage(
        { rpc: 'answer', id: call.id, answer: value } satisfies AnswerMessage,
        transferOf(call.method, value),
      );
    } catch (e) {
      port.postMessage({ rpc: 'answer', id: call.id, error: errorToJson(e) } satisfies AnswerMessage);
    }
  }
}

export interface RpcClient<M extends RpcMethods> {
  call<K extends keyof M & string>(
    method: K,
    argument: M[K]['argument'],
    transfer?: readonly ArrayBuffer[],
  ): Promise<M[K]['answer']>;
  /** Calls not answered yet. */
  readonly pending: number;
  /** Rejects all calls not answered yet with this error, and every later one. */
  fail(error: CarpyError): void;
}

/** Calls the methods that another thread serves on the other end of `port`. */
export function rpcClient<M extends RpcMethods>(port: RpcPort): RpcClient<M> {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (e: CarpyError) => void }>();
  let nextId = 1;
  let failed: CarpyError | undefined;
  const fail = (error: CarpyError): void => {
    failed = error;
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  };
  port.on('message', (message) => {
    if (!isRpc(message) || message.rpc !== 'answer') return;
    const call = waiting.get(message.id);
    if (call === undefined) return;
    waiting.delete(message.id);
    if (message.error === undefined) call.resolve(message.answer as never);
    else call.reject(errorFromJson(message.error));
  });
  port.on('close', () => fail(failed ?? new CarpyError('CARPY_STORE_CLOSED', 'its thread has ended')));
  return {
    call(method, argument, transfer = []) {
      return new Promise((resolve, reject) => {
        if (failed !== undefined) return reject(failed);
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        try {
          port.postMessage({ rpc: 'call', id, method, argument } satisfies CallMessage, transfer);
        } catch (cause) {
          waiting.delete(id);
          reject(new CarpyError('CARPY_INTERNAL', `${method} can't be sent to its thread`, { cause }));
        }
      });
    },
    get pending() {
      return waiting.size;
    },
    fail,
  };
}

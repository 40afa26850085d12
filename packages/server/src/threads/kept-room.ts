/**
 * A room that others do not depend on: when it ends by itself, what it was asked fails, and it is started again after a pause that grows while
 * it does not hold.
 */
import { CarpyError } from '@carpy/core';
import { type RpcClient, type RpcMethods, type RpcPort, rpcClient } from './rpc.ts';

/** A room that stands open. Its port says `close` when it has ended. */
export interface StartedRoom {
  readonly port: RpcPort;
  /** Resolves when it has ended in order. */
  close(): Promise<void>;
  /** What ended it, once its port has said so. */
  readonly failure?: () => Error | undefined;
}

/** Why there is no room now. */
export interface Outage {
  readonly why: string;
  /** Until it is tried again, ms; 0 while that is under way. */
  readonly againInMs: number;
}

export interface KeptRoomOptions {
  readonly start: () => Promise<StartedRoom>;
  /** It ended, or could not be started; it is tried again so many ms later. */
  readonly onLost: (why: Error, againInMs: number) => void;
  readonly onBack: () => void;
  /** Calls back later, ms; answers what prevents that. */
  readonly later?: (act: () => void, ms: number) => () => void;
  /** ms, from anywhere. */
  readonly uptimeMs?: () => number;
}

/** What a client needs of a room. */
export interface RoomConnection<M extends RpcMethods> {
  readonly call: RpcClient<M>['call'];
  /** What the room says besides answers. */
  onMessage(listener: (message: unknown) => void): void;
  /** The room is gone, and what it remembered. */
  onLost(listener: () => void): void;
  /** Undefined while it stands open. */
  outage(): Outage | undefined;
}

export interface KeptRoom<M extends RpcMethods> extends RoomConnection<M> {
  close(): Promise<void>;
}

const PAUSE_MS = { first: 1_000, last: 60_000 } as const;
/** Opening takes its time, too. */
const LEAST_RETRY_S = 2;
/** A room that held for so long begins with the first pause again. */
const HELD_MS = 60_000;

/** The room of one port, which is not started again. */
export function connectionOf<M extends RpcMethods>(port: RpcPort): RoomConnection<M> {
  const { call } = rpcClient<M>(port);
  return {
    call,
    onMessage: (listener) => void port.on('message', listener),
    onLost: (listener) => void port.on('close', listener),
    outage: () => undefined,
  };
}

/** Throws what the first start throws. */
export async function keptRoom<M extends RpcMethods>(options: KeptRoomOptions): Promise<KeptRoom<M>> {
  const { start, onLost, onBack, later = onTimer, uptimeMs = () => performance.now() } = options;
  const messages: ((message: unknown) => void)[] = [];
  const losses: (() => void)[] = [];
  let room: StartedRoom | undefined;
  let rpc: RpcClient<M>;
  let closing: Promise<void> | undefined;
  let pauseMs: number = PAUSE_MS.first;
  let forget = (): void => {};
  let lost: { readonly why: string; readonly againAtMs: number } | undefined;

  const again = (why: Error): void => {
    lost = { why: why.message, againAtMs: uptimeMs() + pauseMs };
    onLost(why, pauseMs);
    forget = later(() => {
      begin().then(onBack, (e: unknown) => again(e instanceof Error ? e : new Error(String(e))));
    }, pauseMs);
    pauseMs = Math.min(PAUSE_MS.last, pauseMs * 2);
  };
  const begin = async (): Promise<void> => {
    const started = await start();
    if (closing !== undefined) return started.close();
    const sinceMs = uptimeMs();
    room = started;
    lost = undefined;
    rpc = rpcClient<M>(started.port);
    started.port.on('message', (message) => {
      for (const listener of messages) listener(message);
    });
    started.port.on('close', () => {
      room = undefined;
      if (closing !== undefined) return;
      for (const listener of losses) listener();
      if (uptimeMs() - sinceMs > HELD_MS) pauseMs = PAUSE_MS.first;
      again(started.failure?.() ?? new Error('its thread ended'));
    });
  };

  const outage = (): Outage | undefined =>
    lost && { why: lost.why, againInMs: Math.max(0, Math.round(lost.againAtMs - uptimeMs())) };

  await begin();
  return {
    call: (method, argument, transfer) => {
      if (room !== undefined) return rpc.call(method, argument, transfer);
      const retryAfterS = Math.max(LEAST_RETRY_S, Math.ceil((outage()?.againInMs ?? 0) / 1000));
      return Promise.reject(
        new CarpyError('CARPY_STORE_CLOSED', 'it is being opened again; ask later', { retryAfterS }),
      );
    },
    outage,
    onMessage: (listener) => void messages.push(listener),
    onLost: (listener) => void losses.push(listener),
    close: () => {
      forget();
      closing ??= room?.close() ?? Promise.resolve();
      return closing;
    },
  };
}

function onTimer(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
}

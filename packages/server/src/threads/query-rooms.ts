/**
 * Which query room takes a query. A render may compute for seconds, and nothing else is answered by its room meanwhile: so renders have
 * some of the rooms at most, and pages and finds go to one without. While renders run, one room more is kept ready, since starting one
 * takes longer than a page may.
 */
import type { CarpyError } from '@carpy/core';
import type { QueryKind } from '../query/query-client.ts';
import type { QueryMethods } from './query-room.ts';
import { type RpcClient, type RpcPort, rpcClient } from './rpc.ts';

/** A started query thread. */
export interface QueryWorker extends RpcPort {
  terminate(): Promise<unknown>;
}

export interface Room {
  readonly worker: QueryWorker;
  readonly rpc: RpcClient<QueryMethods>;
  /** Queries asked of it and not answered yet. */
  readonly asked: Set<QueryKind | symbol>;
  renders: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Each takes some 15 MB. */
const MAX_ROOMS = 3;
/** With pages' own room beside them these keep two cores busy. */
const MAX_RENDER_ROOMS = 2;

export class QueryRooms {
  readonly #rooms = new Set<Room>();
  readonly #start: () => QueryWorker;
  readonly #idleMs: number;
  readonly #ended: CarpyError;

  /** `ended`: what queries get whose room ended through no fault of theirs. */
  constructor(start: () => QueryWorker, idleMs: number, ended: CarpyError) {
    this.#start = start;
    this.#idleMs = idleMs;
    this.#ended = ended;
  }

  /** The room for a query of this kind; call `leave` with what it answers when the query has settled. */
  enter(kind: QueryKind): { readonly room: Room; readonly leave: () => void } {
    const isRender = kind === 'render';
    const room = isRender ? this.#forRender() : this.#forPage();
    const mine = Symbol(kind);
    room.asked.add(mine);
    if (isRender) {
      room.renders++;
      if (![...this.#rooms].some(({ renders }) => renders === 0) && this.#rooms.size < MAX_ROOMS) this.#open();
    }
    return {
      room,
      leave: () => {
        room.asked.delete(mine);
        if (isRender) room.renders--;
        this.#restIfIdle(room);
      },
    };
  }

  /** Ends a room; what it was asked is rejected with `error`. */
  end(room: Room, error: CarpyError): Promise<unknown> {
    this.#rooms.delete(room);
    clearTimeout(room.idleTimer);
    room.rpc.fail(error);
    return room.worker.terminate();
  }

  async endAll(error: CarpyError): Promise<void> {
    await Promise.all([...this.#rooms].map((room) => this.end(room, error)));
  }

  #forRender(): Room {
    const byLoad = [...this.#rooms].sort((a, b) => a.asked.size - b.asked.size);
    const withRenders = byLoad.filter(({ renders }) => renders > 0);
    if (withRenders.length >= MAX_RENDER_ROOMS) return withRenders[0] as Room;
    const free = byLoad.find(({ renders }) => renders === 0);
    return free ?? this.#open();
  }

  #forPage(): Room {
    const withoutRenders = [...this.#rooms].filter(({ renders }) => renders === 0);
    withoutRenders.sort((a, b) => a.asked.size - b.asked.size);
    // There is room for one: renders have fewer rooms than there may be.
    return withoutRenders[0] ?? this.#open();
  }

  #open(): Room {
    const worker = this.#start();
    const room: Room = {
      worker,
      rpc: rpcClient<QueryMethods>(worker),
      asked: new Set(),
      renders: 0,
      idleTimer: undefined,
    };
    worker.on('close', () => {
      this.#rooms.delete(room);
      room.rpc.fail(this.#ended);
    });
    this.#rooms.add(room);
    this.#restIfIdle(room);
    return room;
  }

  #restIfIdle(room: Room): void {
    clearTimeout(room.idleTimer);
    if (room.asked.size > 0 || !this.#rooms.has(room)) return;
    room.idleTimer = setTimeout(() => {
      if (room.asked.size === 0) void this.end(room, this.#ended);
    }, this.#idleMs);
    room.idleTimer.unref();
  }
}

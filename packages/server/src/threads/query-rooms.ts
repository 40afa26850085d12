/**
 * Which query room takes a query. A room that computes answers nothing else meanwhile, and a render may compute for seconds: so renders have
 * rooms of their own, and pages and finds have theirs.
 */
import type { CarpyError } from '@carpy/core';
import type { QueryKind } from '../query/query-client.ts';
import type { QueryMethods, RoomUse } from './query-room.ts';
import { type RpcClient, type RpcPort, rpcClient } from './rpc.ts';

/** A started query thread. */
export interface QueryWorker extends RpcPort {
  terminate(): Promise<unknown>;
}

export interface Room {
  readonly worker: QueryWorker;
  readonly rpc: RpcClient<QueryMethods>;
  /** Queries not answered yet. */
  asked: number;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Of each use: as many as two cores can do something with. Each takes some 15 MB while there are queries for it. */
const MAX_ROOMS = 2;

export class QueryRooms {
  readonly #rooms: Readonly<Record<RoomUse, Set<Room>>> = { renders: new Set(), pages: new Set() };
  readonly #start: (use: RoomUse) => QueryWorker;
  readonly #idleMs: number;
  readonly #ended: CarpyError;

  /** `ended`: what queries get whose room ended through no fault of theirs. */
  constructor(start: (use: RoomUse) => QueryWorker, idleMs: number, ended: CarpyError) {
    this.#start = start;
    this.#idleMs = idleMs;
    this.#ended = ended;
  }

  /** The room for a query of this kind; call `leave` when the query has settled. */
  enter(kind: QueryKind): { readonly room: Room; readonly leave: () => void } {
    const use = kind === 'render' ? 'renders' : 'pages';
    const room = this.#choose(use);
    room.asked++;
    // A page that comes while renders run must not wait for its room to start beside them.
    if (use === 'renders' && this.#rooms.pages.size === 0) this.#open('pages');
    return {
      room,
      leave: () => {
        room.asked--;
        this.#restIfIdle(room);
      },
    };
  }

  /** Ends a room; what it was asked is rejected with `error`. */
  end(room: Room, error: CarpyError): Promise<unknown> {
    for (const rooms of this.#all()) rooms.delete(room);
    clearTimeout(room.idleTimer);
    room.rpc.fail(error);
    return room.worker.terminate();
  }

  async endAll(error: CarpyError): Promise<void> {
    const rooms = this.#all().flatMap((some) => [...some]);
    await Promise.all(rooms.map((room) => this.end(room, error)));
  }

  #all(): Set<Room>[] {
    return [this.#rooms.renders, this.#rooms.pages];
  }

  /** One without a query, or a new one, or the one with the fewest. */
  #choose(use: RoomUse): Room {
    const [first] = [...this.#rooms[use]].sort((a, b) => a.asked - b.asked);
    return first === undefined || (first.asked > 0 && this.#rooms[use].size < MAX_ROOMS) ? this.#open(use) : first;
  }

  #open(use: RoomUse): Room {
    const worker = this.#start(use);
    const room: Room = { worker, rpc: rpcClient<QueryMethods>(worker), asked: 0, idleTimer: undefined };
    worker.on('close', () => {
      for (const rooms of this.#all()) rooms.delete(room);
      clearTimeout(room.idleTimer);
      room.rpc.fail(this.#ended);
    });
    this.#rooms[use].add(room);
    this.#restIfIdle(room);
    return room;
  }

  #restIfIdle(room: Room): void {
    clearTimeout(room.idleTimer);
    if (room.asked > 0 || !this.#all().some((rooms) => rooms.has(room))) return;
    room.idleTimer = setTimeout(() => {
      if (room.asked === 0) void this.end(room, this.#ended);
    }, this.#idleMs);
    room.idleTimer.unref();
  }
}

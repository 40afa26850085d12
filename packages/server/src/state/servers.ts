/** Apps and servers as their agents told of them by hello. A server that only ever sent StatsD is not in here: the store knows its paths. */
import type { StateClient } from '../threads/clients.ts';
import { appKey, appsPrefix, serverKey, serversPrefix } from './keys.ts';

export interface AppState {
  /** Segment. */
  readonly app: string;
  /** The name as written by the last hello. */
  readonly display: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** The latest process start that told a version: what the next deploy is compared with. */
  readonly latestStart: { readonly startedAtMs: number; readonly version: string } | null;
}

export interface ServerState {
  /** Segments. */
  readonly app: string;
  readonly server: string;
  /** The name as written by the last hello. */
  readonly display: string;
  readonly version: string | null;
  readonly agent: { readonly name: string; readonly version: string; readonly language: string };
  /** Start of the process that said hello last: by the server's clock, and as the agent sent it. Epoch ms. */
  readonly startedAtMs: number;
  readonly agentStartedAtMs: number;
  readonly firstSeenMs: number;
  /** When it last said hello, epoch ms of the server's clock. */
  readonly lastSeenMs: number;
  /** Server clock minus agent clock, ms; null where it is not known. */
  readonly clockOffsetMs: number | null;
  readonly roundTripMs: number | null;
}

/** Bounds on what hello may make the state hold. */
export const SERVER_LIMITS = { apps: 1_000, serversPerApp: 1_000 } as const;

export const getApp = (state: StateClient, app: string): Promise<AppState | undefined> =>
  state.get<AppState>(appKey(app));
export const putApp = (state: StateClient, app: AppState): Promise<void> => state.put(appKey(app.app), app);
/** All apps, sorted by segment. */
export async function listApps(state: StateClient): Promise<AppState[]> {
  return (await state.list<AppState>(appsPrefix, { limit: SERVER_LIMITS.apps })).map((entry) => entry.value);
}

export const getServer = (state: StateClient, app: string, server: string): Promise<ServerState | undefined> =>
  state.get<ServerState>(serverKey(app, server));
export const putServer = (state: StateClient, server: ServerState): Promise<void> =>
  state.put(serverKey(server.app, server.server), server);
/** Servers of one app, sorted by segment; of all apps without one. */
export async function listServers(state: StateClient, app?: string): Promise<ServerState[]> {
  const limit = app === undefined ? SERVER_LIMITS.serversPerApp * SERVER_LIMITS.apps : SERVER_LIMITS.serversPerApp;
  return (await state.list<ServerState>(serversPrefix(app), { limit })).map((entry) => entry.value);
}

/**
 * Takes hellos: keeps what they tell of apps, servers and names, and makes deploy marks. One at a time, since each reads what it
 * then changes; a hello comes once a minute from each process, so nobody waits.
 */
import type { Annotation } from '@carpy/api';
import { CarpyError, type HelloRequest, segment } from '@carpy/core';
import { type AnnotationWriter, toAnnotation } from '../../state/annotations.ts';
import { latestStart, markStart } from '../../state/deploys.ts';
import { addName, listNames, NAME_STATE_LIMITS } from '../../state/names.ts';
import {
  type AppState,
  getApp,
  getServer,
  listApps,
  listServers,
  putApp,
  putServer,
  SERVER_LIMITS,
  type ServerState,
} from '../../state/servers.ts';
import type { StateClient } from '../../threads/clients.ts';

export interface HelloDeskOptions {
  readonly state: StateClient;
  readonly annotations: AnnotationWriter;
  /** Epoch ms. */
  readonly clock: () => number;
  /** A deploy mark was made or changed. */
  readonly onAnnotation: (annotation: Annotation) => void;
}

/** Hellos that may wait; more are refused until the store keeps up again. */
const MAX_WAITING = 1_000;
/** Names written at once. */
const NAMES_AT_ONCE = 500;

export class HelloDesk {
  readonly #options: HelloDeskOptions;
  /** Names kept of each app, counted once; bounded like the apps. */
  readonly #nameCounts = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: HelloDeskOptions) {
    this.#options = options;
  }

  /** Resolves when all is durable. Throws CARPY_TOO_MUCH past a bound, and what the store throws. */
  async take(hello: HelloRequest): Promise<void> {
    if (this.#waiting >= MAX_WAITING)
      throw new CarpyError('CARPY_STORE_FAILED', `${this.#waiting} hellos are waiting for the store`);
    this.#waiting++;
    const mine = this.#last.then(() => this.#take(hello));
    // One hello's failure is its own: the next one still gets its turn.
    this.#last = mine.catch(() => {});
    try {
      await mine;
    } finally {
      this.#waiting--;
    }
  }

  async #take(hello: HelloRequest): Promise<void> {
    const { state } = this.#options;
    const nowMs = this.#options.clock();
    const app = segment(hello.app);
    const server = segment(hello.server);
    const [knownApp, knownServer] = await Promise.all([getApp(state, app), getServer(state, app, server)]);
    await this.#checkRoom(app, knownApp, knownServer);
    const startedAtMs = startByOurClock(hello, knownServer, nowMs);
    const before = knownApp?.latestStart ?? null;
    const start = hello.version === undefined ? undefined : { app, server, version: hello.version, startedAtMs };
    const mark = start === undefined ? undefined : await markStart(state, this.#options.annotations, before, start);
    await this.#keepNames(app, hello.names);
    await putServer(state, {
      app,
      server,
      display: hello.server,
      version: hello.version ?? null,
      agent: hello.agent,
      startedAtMs,
      agentStartedAtMs: hello.startedAtMs,
      firstSeenMs: knownServer?.firstSeenMs ?? nowMs,
      lastSeenMs: nowMs,
      clockOffsetMs: hello.clockOffsetMs ?? null,
      roundTripMs: hello.roundTripMs ?? null,
    });
    // The app's latest start is written last: if anything before fails, the agent's next hello finds the deploy again.
    await putApp(state, {
      app,
      display: hello.app,
      firstSeenMs: knownApp?.firstSeenMs ?? nowMs,
      lastSeenMs: nowMs,
      latestStart: start === undefined ? before : latestStart(before, start),
    });
    if (mark !== undefined) this.#options.onAnnotation(toAnnotation(mark));
  }

  async #checkRoom(app: string, knownApp: AppState | undefined, knownServer: ServerState | undefined): Promise<void> {
    const { state } = this.#options;
    if (knownApp === undefined && (await listApps(state)).length >= SERVER_LIMITS.apps) {
      throw new CarpyError('CARPY_TOO_MUCH', `${SERVER_LIMITS.apps} apps are known already, which is the limit`);
    }
    if (knownServer === undefined && (await listServers(state, app)).length >= SERVER_LIMITS.serversPerApp) {
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `${SERVER_LIMITS.serversPerApp} servers of ${app} are known already, which is the limit`,
      );
    }
  }

  /**
   * Past the bound on names new ones are left out: their series show under their segments. A few hundred at a time, so that the store
   * writes many in one transaction; names of one segment one after the other, since they are kept together.
   */
  async #keepNames(app: string, names: HelloRequest['names']): Promise<void> {
    if (names.length === 0) return;
    const { state } = this.#options;
    let count = this.#nameCounts.get(app) ?? (await listNames(state, app)).size;
    this.#nameCounts.set(app, count);
    const keep = async ([segment, display, apdexTMs]: HelloRequest['names'][number]): Promise<void> => {
      const added = await addName(state, app, { segment, display, apdexTMs }, count < NAME_STATE_LIMITS.perApp);
      if (added) this.#nameCounts.set(app, ++count);
    };
    for (const chunk of chunksWithoutRepeats(names)) {
      // Near the bound each must see what the one before it added.
      if (count + chunk.length > NAME_STATE_LIMITS.perApp) for (const name of chunk) await keep(name);
      else await Promise.all(chunk.map(keep));
    }
  }
}

/** In order, none with a segment twice. */
function* chunksWithoutRepeats(names: HelloRequest['names']): Generator<HelloRequest['names']> {
  let chunk: HelloRequest['names'][number][] = [];
  let segments = new Set<string>();
  for (const name of names) {
    if (chunk.length >= NAMES_AT_ONCE || segments.has(name[0])) {
      yield chunk;
      chunk = [];
      segments = new Set();
    }
    chunk.push(name);
    segments.add(name[0]);
  }
  yield chunk;
}

/**
 * The process' start by this server's clock: the agent's stamp, moved by the offset of the clocks where that is more than what the
 * network explains. A stamp seen before keeps what it was first taken for, so that a process does not start anew with each hello.
 */
function startByOurClock(hello: HelloRequest, known: ServerState | undefined, nowMs: number): number {
  if (known !== undefined && known.agentStartedAtMs === hello.startedAtMs) return known.startedAtMs;
  const offsetMs = hello.clockOffsetMs ?? nowMs - hello.agentTimeMs;
  const movedMs = Math.abs(offsetMs) > Math.max(1_000, hello.roundTripMs ?? 0) ? offsetMs : 0;
  return Math.round(Math.min(nowMs, Math.max(0, hello.startedAtMs + movedMs)));
}

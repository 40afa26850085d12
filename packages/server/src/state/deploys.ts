/**
 * Deploy marks: an annotation that says which version went where, when. Made by hello when an app's version changes, or by a user.
 *
 * A version is a deploy when it differs from that of the app's latest process start before it; processes older than that never make
 * one. There is one mark an app and version within an hour, and the servers that started with it are listed in it.
 */
import type { StateClient } from '../threads/clients.ts';
import { type AnnotationState, type AnnotationWriter, listAnnotations, newAnnotationId } from './annotations.ts';
import type { AppState } from './servers.ts';

const ONE_MARK_MS = 3_600_000;
export const DEPLOY_TAG = 'deploy';

/** One process start that told its version. All times by the server's clock. */
export interface ProcessStart {
  readonly app: string;
  readonly server: string;
  readonly version: string;
  readonly startedAtMs: number;
}

/** What the app's latest start is once this one is known; the same object when it stays. */
export function latestStart(before: AppState['latestStart'], start: ProcessStart): AppState['latestStart'] {
  return before !== null && before.startedAtMs >= start.startedAtMs
    ? before
    : { startedAtMs: start.startedAtMs, version: start.version };
}

/**
 * Marks what this start means; `before` is the app's latest start until now. Answers the mark that was made or changed, undefined
 * where there is nothing to tell. The first version ever seen of an app is no deploy: nothing says that it just went there.
 */
export async function markStart(
  state: StateClient,
  writer: AnnotationWriter,
  before: AppState['latestStart'],
  start: ProcessStart,
): Promise<AnnotationState | undefined> {
  const known = await findMark(state, start.app, start.version, start.startedAtMs);
  if (known !== undefined) {
    if (known.servers.includes(start.server)) return undefined;
    const joined: AnnotationState = { ...known, servers: [...known.servers, start.server].sort() };
    await writer.put(joined);
    return joined;
  }
  const isDeploy = before !== null && start.startedAtMs > before.startedAtMs && start.version !== before.version;
  if (!isDeploy) return undefined;
  const made: AnnotationState = {
    id: newAnnotationId(start.startedAtMs),
    whenMs: start.startedAtMs,
    app: start.app,
    servers: [start.server],
    version: start.version,
    text: `${start.version} (was ${before.version})`,
    tags: [DEPLOY_TAG],
    madeBy: 'hello',
  };
  await writer.put(made);
  return made;
}

/** The deploy mark of an app and version within an hour of a moment; the nearest. */
export async function findMark(
  state: StateClient,
  app: string,
  version: string,
  atMs: number,
): Promise<AnnotationState | undefined> {
  const near = await listAnnotations(state, { app, fromMs: atMs - ONE_MARK_MS, toMs: atMs + ONE_MARK_MS });
  return near
    .filter((mark) => mark.app === app && mark.version === version && mark.tags.includes(DEPLOY_TAG))
    .sort((a, b) => Math.abs(a.whenMs - atMs) - Math.abs(b.whenMs - atMs))[0];
}

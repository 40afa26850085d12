/** The apps that there are: one question for the whole shell, asked again when a flush names an app that is new to us, and at each flush while all apps are the page. */
import type { AppSummary, AppsAnswer } from '@carpy/api';
import { createEffect, createRoot, on } from 'solid-js';
import { route } from '../router/navigation.ts';
import { flushes } from './live-stream.ts';
import { createQuery, type Query } from './query.ts';
import { appsRequest } from './requests.ts';
import { rememberFirstPoint } from './young-apps.ts';

export const apps: Query<AppsAnswer> = createRoot(() => {
  const query = createQuery(() => appsRequest(route().page === 'apps'));
  createEffect(() => {
    for (const app of query.answer()?.apps ?? []) rememberFirstPoint(app.app, app.firstPointMs);
  });
  createEffect(
    on(
      flushes,
      ({ flush }) => {
        const known = new Set(query.answer()?.apps.map((app) => app.app));
        if (query.failure() !== undefined || flush?.apps.some((app) => !known.has(app)) === true) query.retry();
      },
      { defer: true },
    ),
  );
  return query;
});

/** False until the first answer, or failure: before it nobody knows an app's name as written, nor how young it is. */
export const appsAsked = (): boolean => apps.answer() !== undefined || apps.failure() !== undefined;

const mostServers = new Map<string, number>();

/**
 * A page's answer named this many servers of an app. Where that is more than the shell knows of, a server is new: it asks
 * again, once for each count, so that the two answers never argue.
 */
export function seenServers(app: string, count: number): void {
  const known = knownApp(app);
  if (known === undefined || count <= known.servers.length || count <= (mostServers.get(app) ?? 0)) return;
  mostServers.set(app, count);
  apps.retry();
}

export const knownApp = (app: string | undefined): AppSummary | undefined =>
  app === undefined ? undefined : apps.answer()?.apps.find((known) => known.app === app);

/** How many groups of errors of the current app are new or came back, for the rail. Asked when the app opens and once a minute. */
import { type Accessor, createEffect, createRoot, on } from 'solid-js';
import { route } from '../router/navigation.ts';
import { appOf } from '../router/routes.ts';
import { countNew } from './count-new.ts';
import { errorsRequest } from './error-requests.ts';
import { knownApp } from './known-apps.ts';
import { flushes } from './live-stream.ts';
import { createQuery } from './query.ts';

const EVERY_MS = 60_000;
/** New for a day: after that it is known. */
const RANGE = { from: '-24h', to: 'now', live: false, servers: [], state: 'open', q: '' } as const;

export const newErrorGroups: Accessor<number> = createRoot(() => {
  const query = createQuery(() => {
    const app = appOf(route());
    // An app that nobody knows has no groups to ask for.
    return app === undefined || knownApp(app) === undefined ? undefined : errorsRequest(app, RANGE);
  });
  createEffect(
    on(
      flushes,
      () => {
        if (!query.loading() && Date.now() - query.answeredAtMs() >= EVERY_MS) query.retry();
      },
      { defer: true },
    ),
  );
  return () => (query.answer()?.groups.some((group) => group.app !== appOf(route())) ? 0 : countNew(query.answer()));
});

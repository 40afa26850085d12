/** Failures that pages of an app know better words for. */
import { For, type JSX, Show } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import type { ApiFailure } from '../data/api-error.ts';
import { apps } from '../data/known-apps.ts';
import { Link } from '../router/link.tsx';

/** For an app that the server does not know: says so, with those that exist. */
export function unknownApp(app: string, failure: ApiFailure): JSX.Element | undefined {
  if (failure.code !== 'CARPY_NOT_FOUND') return undefined;
  return (
    <EmptyState title={`There is no app ${app}`}>
      <Show
        when={(apps.answer()?.apps.length ?? 0) > 0}
        fallback={
          <p>
            No app has reported yet. <Link to={{ page: 'welcome' }}>Connect one</Link>.
          </p>
        }
      >
        <p>Nothing has reported under that name. These have:</p>
        <ul class="plain-list">
          <For each={apps.answer()?.apps}>
            {(known) => (
              <li>
                <Link to={{ page: 'overview', app: known.app }}>{known.display}</Link>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </EmptyState>
  );
}

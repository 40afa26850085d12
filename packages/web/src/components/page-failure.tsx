import { createEffect, type JSX, on } from 'solid-js';
import { route } from '../router/navigation.ts';
import { CodeDidNotCome } from './late-part.tsx';

export interface PageFailureProps {
  readonly error: unknown;
  /** Takes the fault away: another page may do better. */
  readonly onElsewhere: () => void;
}

/** In place of a page whose code did not come, or broke: the bars around it still lead elsewhere. */
export function PageFailure(props: PageFailureProps): JSX.Element {
  createEffect(on(route, () => props.onElsewhere(), { defer: true }));
  return (
    <div class="page">
      <div class="card notice failure" role="alert">
        <h1>This page could not be loaded</h1>
        <CodeDidNotCome error={props.error} />
      </div>
    </div>
  );
}

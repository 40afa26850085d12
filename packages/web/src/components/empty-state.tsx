import type { JSX } from 'solid-js';

export interface EmptyStateProps {
  readonly title: string;
  /** What to do now: words and links. */
  readonly children: JSX.Element;
}

/** In place of content that is not there. Never an empty grid: it says why, and what to do. */
export function EmptyState(props: EmptyStateProps): JSX.Element {
  return (
    <section class="card notice">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

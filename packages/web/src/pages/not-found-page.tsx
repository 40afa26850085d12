import type { JSX } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import { Link } from '../router/link.tsx';

export default function NotFoundPage(props: { readonly path: string }): JSX.Element {
  return (
    <div class="page">
      <h1 class="sr-only">No such page</h1>
      <EmptyState title="There is no such page">
        <p class="wrap">
          Nothing is at <code>{props.path}</code>. <Link to={{ page: 'apps' }}>All apps</Link>.
        </p>
      </EmptyState>
    </div>
  );
}

import type { JSX } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { Link } from '../../router/link.tsx';

/** Not there: never sampled, or older than what is kept. */
export function GoneRequest(props: { readonly id: string }): JSX.Element {
  return (
    <EmptyState title="This request is not kept">
      <p>
        There is no record <code>{props.id}</code>. It may be older than what is kept (<code>--records-retention</code>
        ), or have been removed.
      </p>
      <div class="actions">
        <Link class="pick plain" to={{ page: 'apps' }}>
          All apps
        </Link>
      </div>
    </EmptyState>
  );
}

import type { JSX } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import { SnippetBlock } from '../components/snippet-block.tsx';
import { createQuery } from '../data/query.ts';
import { statusRequest } from '../data/requests.ts';
import { Link } from '../router/link.tsx';
import { agentVariables } from './welcome/snippets.ts';

/** In place of what only request records can tell: exactly how to turn them on. */
export function RecordsOff(props: { readonly title: string; readonly why: string }): JSX.Element {
  const status = createQuery(statusRequest);
  const variables = (): string => {
    const listeners = status.answer()?.listeners;
    return listeners === undefined ? '' : agentVariables(listeners);
  };
  return (
    <EmptyState title={props.title}>
      <p>{props.why}</p>
      <SnippetBlock title="For one start" text={`CARPY_RECORDS=true ${variables()}node server.js`} />
      <SnippetBlock title="Or in your code" text={"configure({ app: 'my_app', records: true });"} />
      <p class="after">
        What is then kept of a request, and what is taken out first, is told under{' '}
        <Link to={{ page: 'privacy' }}>Privacy</Link>.
      </p>
    </EmptyState>
  );
}

import { type JSX, Show } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';
import { errorGroupRequest } from '../../data/error-requests.ts';
import { appsAsked } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';
import { GroupDetail } from './group-detail.tsx';
import './errors.css';

export interface ErrorGroupPageProps {
  readonly app: string;
  readonly fingerprint: string;
}

/** One group of errors: how often, since when, where, and what it looks like in the code. */
export default function ErrorGroupPage(props: ErrorGroupPageProps): JSX.Element {
  const query = createQuery(() => (appsAsked() ? errorGroupRequest(props.app, props.fingerprint, view()) : undefined));
  return (
    <div class="page error-group">
      <p class="crumbs">
        <Link to={{ page: 'errors', app: props.app }} view={{ state: view().state }}>
          All errors
        </Link>
      </p>
      <Show when={query.answer() === undefined}>
        <h1 class="sr-only">Error {props.fingerprint}</h1>
      </Show>
      <Region
        query={query}
        subject="this group of errors"
        skeleton={
          <div class="page-part">
            <span class="bone w60 tall" />
            <SkeletonChart height={160} />
            <SkeletonRows count={6} />
          </div>
        }
        failure={(failure) =>
          failure.code !== 'CARPY_NOT_FOUND' ? undefined : (
            <EmptyState title="There is no such group of errors">
              <p>
                Nothing with the fingerprint <code>{props.fingerprint}</code> is kept for this app. Its records may be
                older than what is kept. <Link to={{ page: 'errors', app: props.app }}>See all errors</Link>.
              </p>
            </EmptyState>
          )
        }
      >
        {(answer) => <GroupDetail answer={answer()} answeredAtMs={query.answeredAtMs()} onChanged={query.retry} />}
      </Region>
    </div>
  );
}

import { segment } from '@carpy/core';
import { createEffect, type JSX, onCleanup } from 'solid-js';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { createQuery } from '../../data/query.ts';
import { recordRequest } from '../../data/record-requests.ts';
import { Link } from '../../router/link.tsx';
import { hrefOf } from '../../router/navigation.ts';
import { rememberRecordApp } from '../../state/page-app.ts';
import { GoneRequest } from './gone-request.tsx';
import { RequestDetail } from './request-detail.tsx';
import './requests.css';
import './request-detail.css';

/** One request as a page: for a link in a chat, and for screens that have no room beside a list. */
export default function RequestPage(props: { readonly id: string }): JSX.Element {
  const query = createQuery(() => recordRequest(props.id));
  const app = (): string | undefined => {
    const written = query.answer()?.record.app;
    return written === undefined ? undefined : segment(written);
  };
  createEffect(() => rememberRecordApp(app()));
  onCleanup(() => rememberRecordApp(undefined));
  return (
    <div class="page request-page">
      <h1 class="sr-only">Request</h1>
      <Region
        query={query}
        subject="this request"
        skeleton={<SkeletonRows count={8} />}
        failure={(failure) => (failure.code === 'CARPY_NOT_FOUND' ? <GoneRequest id={props.id} /> : undefined)}
      >
        {(answer) => (
          <>
            <p class="crumbs">
              <Link to={{ page: 'requests', app: app() ?? '' }}>All requests</Link>
            </p>
            <div class="card">
              <RequestDetail answer={answer()} link={location.origin + hrefOf({ page: 'request', id: props.id })} />
            </div>
          </>
        )}
      </Region>
    </div>
  );
}

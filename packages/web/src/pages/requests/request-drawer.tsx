import type { JSX } from 'solid-js';
import { Drawer } from '../../components/drawer.tsx';
import { Icon } from '../../components/icons.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { createQuery } from '../../data/query.ts';
import { appAsWritten, recordRequest } from '../../data/record-requests.ts';
import { Link } from '../../router/link.tsx';
import { hrefOf } from '../../router/navigation.ts';
import { GoneRequest } from './gone-request.tsx';
import { RequestDetail } from './request-detail.tsx';

export interface RequestDrawerProps {
  readonly app: string;
  readonly id: string;
  readonly onClose: () => void;
  readonly onStep: (by: 1 | -1) => void;
}

/** One request beside the list. */
export function RequestDrawer(props: RequestDrawerProps): JSX.Element {
  const query = createQuery(() => recordRequest(props.id, appAsWritten(props.app)));
  return (
    <Drawer
      label="Request"
      subject={props.id}
      onClose={props.onClose}
      actions={
        <>
          <button
            type="button"
            class="ghost"
            aria-label="Previous"
            title="Previous  k"
            onClick={() => props.onStep(-1)}
          >
            <Icon name="up" />
          </button>
          <button type="button" class="ghost" aria-label="Next" title="Next  j" onClick={() => props.onStep(1)}>
            <Icon name="down" />
          </button>
          <Link
            class="ghost"
            to={{ page: 'request', id: props.id }}
            aria-label="Open as a page"
            title="Open as a page  o"
          >
            <Icon name="open" />
          </Link>
        </>
      }
    >
      <Region
        query={query}
        subject="this request"
        skeleton={<SkeletonRows count={6} />}
        failure={(failure) => (failure.code === 'CARPY_NOT_FOUND' ? <GoneRequest id={props.id} /> : undefined)}
      >
        {(answer) => (
          <RequestDetail answer={answer()} link={location.origin + hrefOf({ page: 'request', id: props.id })} />
        )}
      </Region>
    </Drawer>
  );
}

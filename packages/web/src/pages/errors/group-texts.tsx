import type { ErrorGroupRow } from '@carpy/api';
import { For, type JSX } from 'solid-js';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { errorGroupRequest } from '../../data/error-requests.ts';
import { createQuery } from '../../data/query.ts';
import { formatMoment } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';

/** The latest texts of a group, as they came. */
export function GroupTexts(props: { readonly group: ErrorGroupRow }): JSX.Element {
  const query = createQuery(() =>
    errorGroupRequest(props.group.app, props.group.fingerprint, { ...view(), live: false }),
  );
  return (
    <Region query={query} subject="the latest texts" skeleton={<SkeletonRows count={3} />}>
      {(answer) => (
        <>
          <ul class="latest-texts">
            <For each={answer().messages} fallback={<li class="faint">No text of this range is kept.</li>}>
              {(message) => (
                <li>
                  <span class="num faint">{formatMoment(message.atMs, Date.now(), 'second')}</span>
                  <span class="wrap">{message.text}</span>
                </li>
              )}
            </For>
          </ul>
          <Link class="more" to={{ page: 'errors', app: props.group.app, fingerprint: props.group.fingerprint }}>
            Stack, requests and trend
          </Link>
        </>
      )}
    </Region>
  );
}

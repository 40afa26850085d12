import { For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../../components/keyed-rows.ts';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { createQuery } from '../../data/query.ts';
import { slowestRequest } from '../../data/record-requests.ts';
import { formatDuration, formatMoment } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { slowestOfEach } from './slowest-of-each.ts';

const MOST = 5;
/** Of so many the slowest of each transaction is shown: one that is always slow leaves room for others. */
const LOOKED_AT = 100;

/** The slowest requests of the range: each opens beside the list of all. */
export default function WorthALook(props: { readonly app: string }): JSX.Element {
  const query = createQuery(() => slowestRequest(props.app, view(), LOOKED_AT));
  const rows = keyedRows(
    () => slowestOfEach(query.answer()?.rows ?? [], MOST),
    ({ row }) => row.id,
  );
  return (
    <section class="card scroll worth-a-look" aria-label="Worth a look">
      <header>
        <h2>Worth a look</h2>
        <span class="unit">the slowest request of each transaction</span>
      </header>
      <Region query={query} subject="the slowest requests" skeleton={<SkeletonRows count={MOST} />}>
        {(answer) => (
          <Show
            when={(answer().rows?.length ?? 0) > 0}
            fallback={
              <p class="faint">
                {answer().oldestMs === null ? 'Single requests are not recorded yet. ' : 'None is kept of this range. '}
                <Link to={{ page: 'requests', app: props.app }}>
                  {answer().oldestMs === null ? 'See how to turn that on' : 'Look further back'}
                </Link>
              </p>
            }
          >
            <table>
              <tbody>
                <For each={rows()}>
                  {({ key, row }) => (
                    <tr>
                      <td>
                        <Link
                          to={{ page: 'requests', app: props.app }}
                          view={{ order: 'slowest', sel: key }}
                          title={row().row.transaction}
                          data-row=""
                        >
                          <Show when={row().row.outcome === 'error'}>
                            <span class="bad" role="img" aria-label="error">
                              ◆
                            </span>{' '}
                          </Show>
                          {row().row.transaction ?? row().row.kind}
                        </Link>
                        <Show when={row().others > 0}>
                          {' '}
                          <span
                            class="faint num"
                            title={`${row().others + 1} of the ${LOOKED_AT} slowest requests; this one is the slowest`}
                          >
                            ×{row().others + 1}
                          </span>
                        </Show>
                      </td>
                      <td class="r num">{formatDuration(row().row.durationMs)}</td>
                      <td class="hide">{row().row.server}</td>
                      <td class="r num">{formatMoment(row().row.startMs, nowMs(), 'second')}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
            <Link class="more" to={{ page: 'requests', app: props.app }} view={{ order: 'slowest' }}>
              All requests, slowest first
            </Link>
          </Show>
        )}
      </Region>
    </section>
  );
}

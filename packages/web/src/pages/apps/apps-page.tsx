/** All apps. Where there is one, it is opened; where there is none, the welcome page is. */
import { createEffect, For, type JSX, Show } from 'solid-js';
import { Spark } from '../../chart/index.ts';
import { keyedRows } from '../../components/keyed-rows.ts';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { apps } from '../../data/known-apps.ts';
import { formatAgo, formatApdex, formatDuration, formatPercent, formatRate, rateUnit } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { navigate } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';

export default function AppsPage(): JSX.Element {
  createEffect(() => {
    const known = apps.answer()?.apps;
    if (known === undefined || known.length > 1) return;
    const [only] = known;
    navigate(only === undefined ? { page: 'welcome' } : { page: 'overview', app: only.app }, { replace: true });
  });
  const rows = keyedRows(
    () => apps.answer()?.apps ?? [],
    (app) => app.app,
  );
  const perSecond = (count: number, recordedS: number): number => (recordedS > 0 ? count / recordedS : 0);
  const unit = () => rateUnit(rows().map(({ row }) => perSecond(row().totals.count, row().totals.recordedS)));
  return (
    <div class="page">
      <h1>Apps</h1>
      <Region query={apps} subject="the apps" skeleton={<SkeletonRows count={4} />}>
        {() => (
          <Show when={rows().length > 1}>
            <section class="card scroll fit" aria-label="Apps">
              <table>
                <thead>
                  <tr>
                    <th>App</th>
                    <th class="r">Requests</th>
                    <th class="hide">Last hour</th>
                    <th class="r">p95</th>
                    <th class="r">Errors</th>
                    <th class="r hide">Apdex</th>
                    <th class="r hide">Servers</th>
                    <th class="r hide">Newest data</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={rows()}>
                    {({ row }) => (
                      <tr>
                        <td>
                          <Link to={{ page: 'overview', app: row().app }} data-row>
                            {row().display}
                          </Link>
                        </td>
                        <td class="r num">
                          {formatRate(perSecond(row().totals.count, row().totals.recordedS), unit())}
                        </td>
                        <td class="hide">
                          <Spark values={row().spark} width={120} />
                        </td>
                        <td class="r num">{formatDuration(row().totals.p95Ms)}</td>
                        <td class="r num">
                          {formatPercent(
                            row().totals.count === 0 ? null : row().totals.errorCount / row().totals.count,
                          )}
                        </td>
                        <td class="r num hide">{formatApdex(row().totals.apdex.score)}</td>
                        <td class="r num hide">
                          {row().servers.filter((s) => s.reporting).length} of {row().servers.length}
                        </td>
                        <td class="r num hide">
                          {formatAgo(
                            row().lastPointMs === null ? null : Math.max(0, nowMs() - (row().lastPointMs ?? 0)),
                          )}
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </section>
          </Show>
        )}
      </Region>
    </div>
  );
}

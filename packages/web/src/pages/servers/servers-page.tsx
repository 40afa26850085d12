import type { JSX } from 'solid-js';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { createQuery } from '../../data/query.ts';
import { overviewRequest } from '../../data/requests.ts';
import { formatRange } from '../../format/index.ts';
import { view } from '../../router/navigation.ts';
import { nowMs } from '../../state/clock.ts';
import { points } from '../../state/points.ts';
import { unknownApp } from '../app-failure.tsx';
import { ServersTable } from './servers-table.tsx';

/** The servers of an app, with their figures over the range. */
export default function ServersPage(props: { readonly app: string }): JSX.Element {
  const query = createQuery(() => overviewRequest(props.app, { ...view(), servers: [], points: points() }));
  return (
    <div class="page">
      <h1>Servers</h1>
      <Region
        query={query}
        subject={`the servers of ${props.app}`}
        skeleton={<SkeletonRows count={4} />}
        failure={(failure) => unknownApp(props.app, failure)}
      >
        {(answer) => (
          <>
            <ServersTable app={props.app} servers={answer().servers} full />
            <p class="faint after">
              Figures of {formatRange(answer().range.fromMs, answer().range.toMs, nowMs())}. A server that is silent for
              14 days leaves this list; its points stay as long as the retention says. Choose one to see it alone on
              every page.
            </p>
          </>
        )}
      </Region>
    </div>
  );
}

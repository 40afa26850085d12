import { createEffect, type JSX, lazy, Show, untrack } from 'solid-js';
import { HereContext } from '../../chart/index.ts';
import { LatePart } from '../../components/late-part.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonChart, SkeletonRows, SkeletonTiles } from '../../components/skeletons.tsx';
import { whenIdle } from '../../components/when-idle.ts';
import { knownApp, seenServers } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { overviewRequest } from '../../data/requests.ts';
import { view } from '../../router/navigation.ts';
import { points } from '../../state/points.ts';
import { unknownApp } from '../app-failure.tsx';
import { EmptyRange } from '../empty-range.tsx';
import { hereOf } from '../here-content.ts';
import { ServersTable } from '../servers/servers-table.tsx';
import { Hero } from './hero.tsx';
import { OutcomeCharts } from './outcome-charts.tsx';
import './overview.css';
import { SentenceLine } from './sentence-line.tsx';
import { Tiles } from './tiles.tsx';
import { TransactionsTable } from './transactions-table.tsx';

// Below the first screen, and with the query language in it: it comes after what is looked at first.
const WorthALook = lazy(whenIdle(() => import('./worth-a-look.tsx')));

/** The first page of an app: is it well, and if not, what, since when, where. One request for all of it. */
export default function OverviewPage(props: { readonly app: string }): JSX.Element {
  const query = createQuery(() => overviewRequest(props.app, { ...view(), points: points() }));
  createEffect(() => {
    const answer = query.answer();
    if (answer !== undefined) untrack(() => seenServers(answer.app, answer.servers.length));
  });
  const skeleton = (): JSX.Element => (
    <div class="page overview">
      <p class="sentence">
        <span class="bone w60 tall" />
      </p>
      <SkeletonTiles />
      <div class="two hero">
        <SkeletonChart height={390} />
        <div class="stack">
          <SkeletonChart height={146} />
          <SkeletonChart height={146} />
        </div>
      </div>
      <SkeletonRows count={8} />
    </div>
  );
  return (
    <>
      <h1 class="sr-only">Overview of {knownApp(props.app)?.display ?? props.app}</h1>
      <Region
        query={query}
        subject={`the overview of ${props.app}`}
        skeleton={skeleton()}
        failure={(failure) => {
          const known = unknownApp(props.app, failure);
          return known === undefined ? undefined : <div class="page">{known}</div>;
        }}
      >
        {(answer) => (
          <div class="page overview">
            <SentenceLine answer={answer()} />
            <Show
              when={answer().totals.count > 0}
              fallback={<EmptyRange range={answer().range} lastPointMs={answer().lastPointMs} />}
            >
              <Tiles answer={answer()} />
              <HereContext.Provider value={(span) => hereOf(answer(), span)}>
                <Hero answer={answer()} />
                <OutcomeCharts answer={answer()} />
              </HereContext.Provider>
              <TransactionsTable answer={answer()} />
            </Show>
            <div class="half">
              <ServersTable app={answer().app} servers={answer().servers} more />
              <LatePart subject="what is worth a look" skeleton={<SkeletonRows count={5} />}>
                <WorthALook app={answer().app} />
              </LatePart>
            </div>
          </div>
        )}
      </Region>
    </>
  );
}

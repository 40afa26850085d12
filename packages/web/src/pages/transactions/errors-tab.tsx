/** The groups of errors of a transaction. */
import type { ErrorsAnswer, TransactionAnswer } from '@carpy/api';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { errorsRequest } from '../../data/error-requests.ts';
import { createQuery } from '../../data/query.ts';
import { formatInteger } from '../../format/index.ts';
import { Link } from '../../router/link.tsx';
import { view } from '../../router/navigation.ts';
import '../errors/errors.css';
import { ErrorsTable } from '../errors/errors-table.tsx';
import { GroupsChart, groupColors } from '../errors/groups-chart.tsx';
import { RecordsOff } from '../records-off.tsx';
import { requestsPlace } from '../request-links.ts';
import { requestQuery } from '../request-query.ts';

export default function ErrorsTab(props: { readonly answer: TransactionAnswer }): JSX.Element {
  const [highlight, setHighlight] = createSignal<string | null>(null);
  const query = createQuery(() =>
    errorsRequest(props.answer.app, { ...view(), state: 'open', q: '', transaction: props.answer.display }),
  );
  const failed = (): string => requestQuery({ transaction: props.answer.display, outcome: 'error' });
  return (
    <Region query={query} subject={`the errors of ${props.answer.display}`} skeleton={<SkeletonRows count={5} />}>
      {(errors) => (
        <Show when={errors().groups.length > 0} fallback={<NoGroups answer={props.answer} errors={errors()} />}>
          <div class="page-part errors">
            <GroupsChart
              app={props.answer.app}
              answer={errors()}
              groups={errors().groups}
              q={failed()}
              highlight={highlight()}
              onHighlight={setHighlight}
            />
            <ErrorsTable
              groups={errors().groups}
              total={errors().total}
              answeredAtMs={query.answeredAtMs()}
              colors={groupColors(errors().groups)}
              highlight={highlight()}
              onHighlight={setHighlight}
              onChanged={query.retry}
            />
            <p>
              <Link {...requestsPlace({ app: props.answer.app, q: failed() })}>
                All failed requests of {props.answer.display}
              </Link>
            </p>
          </div>
        </Show>
      )}
    </Region>
  );
}

function NoGroups(props: { readonly answer: TransactionAnswer; readonly errors: ErrorsAnswer }): JSX.Element {
  const { errorCount, count } = props.answer.totals;
  return (
    <Switch>
      <Match when={errorCount === 0}>
        <EmptyState title="No errors in this range">
          <p>All {formatInteger(count)} requests ended well.</p>
        </EmptyState>
      </Match>
      <Match when={props.errors.noRecords}>
        <RecordsOff
          title={`${formatInteger(errorCount)} errors were counted, and none is known by its text`}
          why="The agents of this app send numbers alone. With request records on, each error comes with its message, stack, request and log lines."
        />
      </Match>
      <Match when={true}>
        <EmptyState title="No open group in this range">
          <p>
            {formatInteger(errorCount)} of {formatInteger(count)} requests failed. Their groups are resolved or ignored,
            or none of their records is kept.
          </p>
        </EmptyState>
      </Match>
    </Switch>
  );
}

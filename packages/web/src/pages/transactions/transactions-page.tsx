import { createEffect, type JSX, Show } from 'solid-js';
import { EmptyState } from '../../components/empty-state.tsx';
import { Region } from '../../components/region.tsx';
import { SkeletonChart, SkeletonRows } from '../../components/skeletons.tsx';
import { knownApp } from '../../data/known-apps.ts';
import { createQuery } from '../../data/query.ts';
import { transactionRequest, transactionsRequest } from '../../data/requests.ts';
import { Link } from '../../router/link.tsx';
import { hrefOf, navigate, route, view } from '../../router/navigation.ts';
import { points } from '../../state/points.ts';
import { unknownApp } from '../app-failure.tsx';
import { EmptyRange } from '../empty-range.tsx';
import { ranked } from './ranking.ts';
import { TransactionDetail } from './transaction-detail.tsx';
import { TransactionsList } from './transactions-list.tsx';
import './transactions.css';

export interface TransactionsPageProps {
  readonly app: string;
  /** Segment; without one the first of the list opens where there is room for both. */
  readonly transaction: string | undefined;
}

/** Slots of the list's sparks would be wasted: it shows none. */
const LIST_POINTS = 60;

const roomForBoth = matchMedia('(min-width: 761px)');

/** The list of transactions, and one of them beside it. */
export default function TransactionsPage(props: TransactionsPageProps): JSX.Element {
  const list = createQuery(() => transactionsRequest(props.app, { ...view(), points: LIST_POINTS }));
  const detail = createQuery(() =>
    props.transaction === undefined
      ? undefined
      : transactionRequest(props.app, props.transaction, { ...view(), points: points() }),
  );
  createEffect(() => {
    const answer = list.answer();
    const now = route();
    if (answer === undefined || answer.app !== props.app || props.transaction !== undefined || !roomForBoth.matches)
      return;
    if (now.page !== 'transactions' || now.app !== props.app) return;
    const [first] = ranked(answer.rows, view().sort);
    if (first !== undefined)
      navigate(
        { page: 'transactions', app: props.app, transaction: first.transaction },
        { keepView: true, replace: true },
      );
  });
  return (
    <div class="transactions" classList={{ 'has-detail': props.transaction !== undefined }}>
      <Show when={props.transaction === undefined || detail.answer() === undefined}>
        <h1 class="sr-only">{props.transaction ?? `Transactions of ${knownApp(props.app)?.display ?? props.app}`}</h1>
      </Show>
      <section class="list" aria-label="Transactions">
        <Region
          query={list}
          subject={`the transactions of ${props.app}`}
          skeleton={<SkeletonRows count={10} />}
          failure={(failure) => unknownApp(props.app, failure)}
        >
          {(answer) => (
            <Show
              when={answer().rows.length > 0}
              fallback={<EmptyRange range={answer().range} lastPointMs={knownApp(props.app)?.lastPointMs ?? null} />}
            >
              <TransactionsList answer={answer()} open={props.transaction} />
            </Show>
          )}
        </Region>
      </section>
      <Show when={props.transaction}>
        {(transaction) => (
          <div class="detail">
            <Link class="back" to={{ page: 'transactions', app: props.app }} keepView>
              All transactions
            </Link>
            <Region
              query={detail}
              subject={transaction()}
              skeleton={
                <div class="page-part">
                  <span class="bone w40 tall" />
                  <SkeletonChart height={240} />
                  <SkeletonRows count={6} />
                </div>
              }
              failure={(failure) =>
                failure.code !== 'CARPY_NOT_FOUND' ? undefined : (
                  <EmptyState title={`There is no transaction ${transaction()}`}>
                    <p>
                      Nothing was recorded under that name{view().servers.length > 0 ? ' by the servers chosen' : ''}.{' '}
                      <a href={hrefOf({ page: 'overview', app: props.app })}>To the overview</a>.
                    </p>
                  </EmptyState>
                )
              }
            >
              {(answer) => <TransactionDetail answer={answer()} />}
            </Region>
          </div>
        )}
      </Show>
    </div>
  );
}

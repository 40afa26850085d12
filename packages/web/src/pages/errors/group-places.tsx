import type { ErrorGroupRow } from '@carpy/api';
import { timedSegment } from '@carpy/core';
import { For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../../components/keyed-rows.ts';
import { formatInteger } from '../../format/index.ts';
import { Link, type LinkProps } from '../../router/link.tsx';
import { termOf } from '../../state/query-term.ts';
import { requestsPlace } from '../request-links.ts';

type Place = Pick<LinkProps, 'to' | 'view'>;
type Places = readonly { readonly name: string; readonly count: number }[];

/** Where the errors of a group came from: transactions, servers, versions, each with its share. */
export function GroupPlaces(props: { readonly group: ErrorGroupRow }): JSX.Element {
  const found = (field: 'server' | 'version', value: string): Place =>
    requestsPlace({ app: props.group.app, q: `error:${props.group.fingerprint} ${termOf(field, value)}` });
  return (
    <section class="card places" aria-label="Where">
      <Bars
        title="Transactions"
        places={props.group.transactions}
        placeOf={(name) => ({
          to: { page: 'transactions', app: props.group.app, transaction: timedSegment(name) },
        })}
      />
      <Bars title="Servers" places={props.group.servers} placeOf={(name) => found('server', name)} />
      <Bars title="Versions" places={props.group.versions} placeOf={(name) => found('version', name)} />
    </section>
  );
}

const MOST = 6;

/** Lines that a group's places take. */
export const placeRows = ({ transactions, servers, versions }: ErrorGroupRow): number =>
  [transactions, servers, versions].reduce((sum, places) => sum + Math.min(MOST + 1, places.length), 0);

function Bars(props: {
  readonly title: string;
  readonly places: Places;
  readonly placeOf: (name: string) => Place;
}): JSX.Element {
  const rows = keyedRows(
    () => props.places.slice(0, MOST),
    ({ name }) => name,
  );
  const most = (): number => Math.max(1, ...props.places.map(({ count }) => count));
  return (
    <Show when={props.places.length > 0}>
      <h2>{props.title}</h2>
      <ul>
        <For each={rows()}>
          {({ key, row }) => (
            <li>
              <Link class="ellipsis" {...props.placeOf(key)} title={key}>
                {key}
              </Link>
              <span class="bar" aria-hidden="true">
                <i style={{ width: `${(row().count / most()) * 100}%` }} />
              </span>
              <span class="num">{formatInteger(row().count)}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.places.length > MOST}>
        <p class="faint">and {formatInteger(props.places.length - MOST)} more</p>
      </Show>
    </Show>
  );
}

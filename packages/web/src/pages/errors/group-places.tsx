import type { ErrorGroupRow } from '@carpy/api';
import { timedSegment } from '@carpy/core';
import { For, type JSX, Show } from 'solid-js';
import { formatInteger } from '../../format/index.ts';
import { hrefOf } from '../../router/navigation.ts';
import { queryValue } from '../../state/query-value.ts';
import { requestsHref } from '../request-links.ts';

type Places = readonly { readonly name: string; readonly count: number }[];

/** Where the errors of a group came from: transactions, servers, versions, each with its share. */
export function GroupPlaces(props: { readonly group: ErrorGroupRow }): JSX.Element {
  const found = (field: string, value: string): string =>
    requestsHref({
      app: props.group.app,
      q: `error:${props.group.fingerprint} ${field}:${queryValue(value)}`,
    });
  return (
    <section class="card places" aria-label="Where">
      <Bars
        title="Transactions"
        places={props.group.transactions}
        hrefOf={(name) => hrefOf({ page: 'transactions', app: props.group.app, transaction: timedSegment(name) })}
      />
      <Bars title="Servers" places={props.group.servers} hrefOf={(name) => found('server', name)} />
      <Bars title="Versions" places={props.group.versions} hrefOf={(name) => found('version', name)} />
    </section>
  );
}

const MOST = 6;

function Bars(props: {
  readonly title: string;
  readonly places: Places;
  readonly hrefOf: (name: string) => string;
}): JSX.Element {
  const most = (): number => Math.max(1, ...props.places.map(({ count }) => count));
  return (
    <Show when={props.places.length > 0}>
      <h2>{props.title}</h2>
      <ul>
        <For each={props.places.slice(0, MOST)}>
          {(place) => (
            <li>
              <a class="ellipsis" href={props.hrefOf(place.name)} title={place.name}>
                {place.name}
              </a>
              <span class="bar" aria-hidden="true">
                <i style={{ width: `${(place.count / most()) * 100}%` }} />
              </span>
              <span class="num">{formatInteger(place.count)}</span>
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

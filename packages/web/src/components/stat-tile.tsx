import type { Values } from '@carpy/api';
import { type JSX, Show } from 'solid-js';
import { Spark } from '../chart/index.ts';
import { nbsp } from '../format/index.ts';
import type { ColorToken } from '../theme/index.ts';

export interface StatTileProps {
  readonly label: string;
  /** What the label needs to be exact, smaller beside it: `at T 500 ms`. */
  readonly qualifier?: string;
  /** With its unit after a space: the unit is set smaller. */
  readonly value: string;
  /** A line of context under it: what the figure is of. */
  readonly note: JSX.Element;
  readonly spark?: Values;
  readonly color?: ColorToken;
  /** Top of the spark's scale, where it has one (Apdex). */
  readonly max?: number;
}

/** One figure of the range, with its course. */
export function StatTile(props: StatTileProps): JSX.Element {
  const split = (): readonly [string, string] => {
    const at = props.value.search(new RegExp(`[ ${nbsp}]`));
    return at < 0 ? [props.value, ''] : [props.value.slice(0, at), props.value.slice(at + 1)];
  };
  return (
    <div class="card tile">
      <span class="tile-label">
        {props.label}
        <Show when={props.qualifier}>
          {' '}
          <small>{props.qualifier}</small>
        </Show>
      </span>
      <span class="v">
        {split()[0]}
        <Show when={split()[1] !== ''}>
          {' '}
          <small>{split()[1]}</small>
        </Show>
      </span>
      <Show when={props.spark} fallback={<span />}>
        {(values) => (
          <Spark
            values={values()}
            color={props.color ?? 'ok'}
            width={64}
            height={28}
            {...(props.max === undefined ? {} : { max: props.max })}
          />
        )}
      </Show>
      <span class="d">{props.note}</span>
    </div>
  );
}

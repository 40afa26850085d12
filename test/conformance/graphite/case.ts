/** One request that both servers get. */
import { NOW_S } from './points.ts';

export interface Case {
  readonly target: string;
  /** The function in question; undefined where the case is about something else. */
  readonly fn?: string;
  /** The parameter in question, and what is done with it. */
  readonly about?: string;
  /** Of the series that it is given. */
  readonly shape?: string;
  /** Parameters besides target, now, from, until. */
  readonly extra?: Readonly<Record<string, string>>;
  readonly from?: string;
  readonly until?: string;
  /** Arguments that the function does not take: they may be refused, whatever graphite-web makes of them. */
  readonly wrong?: true;
  /** The same said otherwise: arguments in their places where one is given by its name, a call where it is piped. */
  readonly positional?: string | undefined;
  /** graphite-web never comes to an end with it, so only we are asked. */
  readonly endless?: true;
}

/** The end of the range of most cases: half an hour of points stands after it, for series that are shifted in time. */
const UNTIL_S = NOW_S - 1_800;
const RANGE_S = 600;

export function queryOf({ target, extra = {}, from, until }: Case): URLSearchParams {
  return new URLSearchParams({
    target,
    now: String(NOW_S),
    from: from ?? String(UNTIL_S - RANGE_S),
    until: until ?? String(UNTIL_S),
    ...extra,
  });
}

/** The case in one line, for messages: all that is needed to ask it again. */
export function describeCase(c: Case): string {
  const { fn, about, shape } = c;
  const extra = Object.entries({
    ...(c.from === undefined ? {} : { from: c.from }),
    ...(c.until ? { until: c.until } : {}),
    ...c.extra,
  });
  return `${c.target}${extra.length === 0 ? '' : ` with ${new URLSearchParams(extra)}`} [${[fn, about, shape].filter(Boolean).join(', ')}]`;
}

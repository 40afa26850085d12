/** What declared differences of functions look at in a case, and in our answer. */
import { functions } from '@carpy/graphite';
import type { Case } from './case.ts';
import { checked, type Expectation } from './difference.ts';
import { NOW_S } from './points.ts';
import type { Rendered } from './render.ts';
import { argumentsOf } from './target-text.ts';
import { clockTime } from './time-text.ts';

export const ofSeveralSteps: RegExp = /\bmixed\.\*|\bc\.\[/;
/** Whether the case calls one of these, piped into or not. */
export const isCall = (...names: readonly string[]): ((c: Case) => boolean) => {
  const start = new RegExp(`(?:^|\\|)(?:${names.join('|')})\\(`);
  return ({ target }) => start.test(target);
};
export const NOW: string = clockTime(NOW_S);
export const first = (c: Case): string => argumentsOf(c.target)[0] ?? '';
/** 200, and every series is one of those that are there. */
export const someOfTheSeries: Expectation = checked((_, ours) =>
  ours.status === 200 && ours.series.every((s) => /^(?:c\.|disk\.)/.test(s.target ?? ''))
    ? undefined
    : `status ${ours.status} ${ours.error}: ${ours.series.map((s) => s.target)}`,
);
/** 200, whatever the values. */
export const answered: Expectation = checked((_, ours) =>
  ours.status === 200 && ours.error === '' ? undefined : `status ${ours.status} ${ours.error}`,
);
/** 200, and values that a chart can draw. */
export const finite: Expectation = checked((_, ours) => {
  const values = ours.series.flatMap((s) => s.datapoints.map(([value]) => value));
  const good = ours.status === 200 && values.length > 0 && values.every((v) => v === null || Number.isFinite(v));
  return good ? undefined : `status ${ours.status} ${ours.error}`;
});

/** Theirs are the values of the common step at stamps of the first series' step: so they are compared one after the other. */
export function sameValuesByIndex(theirs: Rendered, ours: Rendered): string | undefined {
  if (theirs.series.length !== ours.series.length) return `${ours.series.length} series, ${theirs.series.length} there`;
  for (const [i, { target, datapoints }] of ours.series.entries()) {
    const there = theirs.series[i];
    if (there?.target !== target) return `"${target}" instead of "${there?.target}"`;
    for (const [k, [value]] of datapoints.entries()) {
      const other = there.datapoints[k]?.[0] ?? null;
      const same =
        value === null || other === null ? value === other : Math.abs(value - other) <= 1e-9 * Math.abs(other);
      if (!same && k < there.datapoints.length) return `${target}: value ${k} is ${value}, ${other} there`;
    }
  }
  return undefined;
}

/** Calls of functions that read their series at another range. */
export const readsItself = (target: string): boolean =>
  functions.some(({ name, readsItself }) => readsItself && target.includes(`${name}(`));

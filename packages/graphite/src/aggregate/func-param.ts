/** The parameter `func` of functions that summarise values over time. */
import type { Call } from '../evaluate/call.ts';
import { AGGREGATION_NAMES } from './aggregations.ts';

/** An aggregation's name; unlike those that combine series, these functions do not take it with "Series" at its end. */
export function funcOf(call: Call): string {
  const func = call.text('func');
  if (!AGGREGATION_NAMES.includes(func)) throw call.refuse('func', `one of ${AGGREGATION_NAMES.join(', ')}`);
  return func;
}

/** What all of carbon's protocols ask of a point: a name, a stamp that is not far ahead, a finite value. */
import { canonicalName, NAME_CONFLICT, NAME_LIMITS, type NameTable } from '@carpy/core';
import { openMetricsName } from './open-metrics-name.ts';

/** Points stamped further ahead than this are refused: a wrong clock or a stamp in ms would otherwise open slots for ever. */
export const MAX_FUTURE_S = 86_400;

/** Why a point, a line or a frame was dropped; docs/statsd.md explains each. */
export type CarbonBadCause =
  | 'too_long'
  | 'not_three_fields'
  | 'bad_pickle'
  | 'not_a_point'
  | 'bad_name'
  | 'name_too_long'
  | 'bad_value'
  | 'nan'
  | 'bad_time'
  | 'future'
  | 'kind_conflict'
  | 'too_many_names'
  | 'buffer_full';

/** Whole seconds of a stamp as it came; -1 is now, as in carbon. */
export function stampOf(stamp: number, nowMs: number): number | CarbonBadCause {
  if (Math.trunc(stamp) === -1) return Math.floor(nowMs / 1000);
  if (!(stamp >= 0)) return 'bad_time';
  return stamp > nowMs / 1000 + MAX_FUTURE_S ? 'future' : Math.floor(stamp);
}

/** The writer's number of a path, tagged in either of Graphite's ways or not. */
export function idOf(names: NameTable, path: string): number | CarbonBadCause {
  const name = NOT_IN_NAMES.test(path) ? undefined : canonicalName(openMetricsName(path));
  if (name === undefined) return 'bad_name';
  const semicolon = name.indexOf(';');
  if (isLong(semicolon < 0 ? name : name.slice(0, semicolon))) return 'name_too_long';
  const id = names.idOf('plain', name);
  if (id >= 0) return id;
  return id === NAME_CONFLICT ? 'kind_conflict' : 'too_many_names';
}

const isLong = (path: string): boolean =>
  path.length * 3 > NAME_LIMITS.pathBytes && Buffer.byteLength(path) > NAME_LIMITS.pathBytes;

/** Control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_NAMES = /[\u0000-\u001f\u007f]/;

/** `from`, `until`, `now` and `tz` where Graphite takes them beside /render. */
import { isTimezone, parseTime } from '@carpy/core';
import type { Config } from '../config/load.ts';

export interface GraphiteTimes {
  readonly nowMs: number;
  /** Undefined where none was given. */
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

/** Throws CARPY_BAD_TIME. An unknown timezone is ignored, and `-1` is no time, as in graphite-web. */
export function graphiteTimes(
  params: URLSearchParams,
  clockMs: number,
  { timezone: usual }: Pick<Config, 'timezone'>,
): GraphiteTimes {
  const zone = params.get('tz') ?? '';
  const timezone = zone !== '' && zone.length <= 64 && isTimezone(zone) ? zone : usual;
  const now = params.get('now') || '';
  const nowMs = now === '' ? clockMs : parseTime(now, { nowMs: clockMs, timezone });
  const timeOf = (name: string): number | undefined => {
    const given = params.get(name) ?? '';
    return given === '' || given === '-1' ? undefined : parseTime(given, { nowMs, timezone });
  };
  return { nowMs, fromMs: timeOf('from'), untilMs: timeOf('until') };
}

import { writeJson } from '../render-json.ts';
import type { SeriesFormat } from './series-format.ts';

/** `[{"target":…,"tags":{…},"datapoints":[[value,stamp],…]},…]`. */
export const json: SeriesFormat = {
  write: (series, options) => writeJson(series, options, options.limits),
};

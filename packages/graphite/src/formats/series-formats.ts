/** The writers of all formats of series. */
import { csv } from './csv.ts';
import { dygraph } from './dygraph.ts';
import type { SeriesFormatName } from './format-types.ts';
import { json } from './json.ts';
import { raw } from './raw.ts';
import { rickshaw } from './rickshaw.ts';
import type { SeriesFormat } from './series-format.ts';
import { msgpack, pickle } from './series-info.ts';

export const seriesFormats: Readonly<Record<SeriesFormatName, SeriesFormat>> = {
  json,
  csv,
  raw,
  pickle,
  msgpack,
  dygraph,
  rickshaw,
};

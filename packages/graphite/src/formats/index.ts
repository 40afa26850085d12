/** Formats that answers are written in. */
export { type Data, Tuple } from './data.ts';
export { formatTypes, isSeriesFormat, type SeriesFormatName } from './format-types.ts';
export { isCallbackName, jsonp, prettyJson } from './jsonp.ts';
export { toMsgpack } from './msgpack.ts';
export { toPickle } from './pickle.ts';
export type { FormatOptions, SeriesFormat } from './series-format.ts';
export { seriesFormats } from './series-formats.ts';

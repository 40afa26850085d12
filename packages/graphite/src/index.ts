/** Graphite: carbon's protocols in, the target language, records merged, answers out. */
export * from './carbon/index.ts';
export {
  type ChartOptions,
  COLOR_NAMES,
  chartParams,
  chartSvg,
  type Font,
  readChartOptions,
  textWidth,
  themes,
} from './chart/index.ts';
export { bucketed, type Points, pointsOf } from './consolidate.ts';
export { evaluate } from './evaluate/evaluate.ts';
export type { QueryOptions } from './evaluate/query-options.ts';
export * from './find-answer.ts';
export * from './find-nodes.ts';
export { formatTypes, isSeriesFormat, type SeriesFormatName } from './formats/format-types.ts';
export * from './formats/index.ts';
export { isCallbackName, jsonp, prettyJson } from './formats/jsonp.ts';
export type { FormatOptions } from './formats/series-format.ts';
export { seriesFormats } from './formats/series-formats.ts';
export type { FunctionGroup, GraphiteFunction, Param, ParamType } from './function.ts';
export * from './function-info.ts';
export { type FunctionListOptions, functionList } from './function-list.ts';
export { functionNamed, functions } from './functions/index.ts';
export { DEFAULT_LIMITS, type QueryLimits } from './limits.ts';
export * from './merge/index.ts';
export { formatFloat, formatG } from './number-format.ts';
export { type PieFunction, pieFunctionNamed, pieFunctions } from './pie-functions.ts';
export { formatJson, type RenderOptions, renderJson, writeJson } from './render-json.ts';
export { roundTo, roundTo6 } from './rounding.ts';
export type { RecordOrigin, Series } from './series.ts';
export * from './source.ts';
export * from './target/ast.ts';
export { parseTarget, TARGET_LIMITS } from './target/parse.ts';
export { printTarget } from './target/print.ts';
export * from './whisper/index.ts';

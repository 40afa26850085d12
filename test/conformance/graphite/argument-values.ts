/** What stands for each parameter of each function: values that are right, and some that are not. As they are written in a target. */
import type { GraphiteFunction, ParamType } from '@carpy/graphite';
import { NOW_S } from './points.ts';
import type { SeriesShape } from './shapes.ts';
import { clockTime } from './time-text.ts';

export interface ArgumentValues {
  /** The first is what the parameter is given while another one is looked at. */
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** The right ones with which no function differs as declared: for functions in functions. None: the parameter is left out there. */
  readonly plain: readonly string[];
  /** graphite-web never comes to an end with these. */
  readonly endless?: readonly string[];
}

type Param = GraphiteFunction['params'][number];
type Values = Partial<ArgumentValues>;

/** A date argument so many minutes before NOW_S: graphite-web reads relative ones by its own clock. */
const ago = (...minutes: readonly number[]): readonly string[] => minutes.map((n) => `"${clockTime(NOW_S - 60 * n)}"`);

/** Texts that make names without nodes, and old names of aggregations. */
const NO_NAME = /^(?:""|-?[\d.]+|".*Series")$/;

// biome-ignore format: a line a thing, or many on a line
const AGGREGATIONS = [
  'sum', 'average', 'avg', 'avg_zero', 'count', 'current', 'diff', 'last', 'max', 'median', 'min', 'multiply', 'range', 'rangeOf', 'stddev', 'total', 'sumSeries', 'maxSeries',
].map((name) => `"${name}"`);

// biome-ignore format: a line a thing, or many on a line
const BY_TYPE: Readonly<Record<ParamType, Values>> = {
  aggFunc: { good: AGGREGATIONS, bad: ['"p95"', '5', 'sum', 'true'] },
  aggOrSeriesFunc: { good: AGGREGATIONS, bad: ['"p95"', '5', 'sum'] },
  any: { good: ['100', '12.5', '"text"', '0'] },
  boolean: { good: ['true', 'false', '"true"', '"False"', '1', '0'], bad: ['"yes"', '2', '"1"'] },
  date: { good: ago(35, 31), bad: ['"someday"', '""'] },
  float: { good: ['2', '0.5', '-1.5', '0', '40', '1e3', '"3"', '"1e1"', 'inf'], plain: ['2', '0.5', '-1.5', '0', '40', '1e3', '"3"'], bad: ['"x"', '""', 'c.dense.web1.load'] },
  integer: { good: ['2', '1', '0', '-1', '5', '"3"'], bad: ['1.5', '"x"', '2.0'] },
  interval: { good: ['"1min"', '"5min"', '"90s"', '"1h"', '"45seconds"', '"1min30s"', '"+2min"'], bad: ['"soon"', '5', '"5 apples"', '""'] },
  intOrInf: { good: ['1', '2', '7', 'inf', '0', '-1', '"3"', '"inf"'], bad: ['1.5', '"x"'] },
  intOrInterval: { good: ['3', '"1min"', '1', '10', '"-30s"', '"10min"', '200'], bad: ['"soon"', '0', '-2', '2.5', '"0s"', 'true'] },
  node: { plain: ['0', '-1'], good: ['1', '0', '2', '-1', '-2', '9', '"1"'], bad: ['"x"', '1.5'] },
  nodeOrTag: { plain: ['0', '-1'], good: ['1', '2', '0', '-1', '"name"', '"host"', '9', '"nope"', '"2"'], bad: ['1.5', 'true'] },
  seriesList: { bad: ['5', '"text"', 'true'] },
  seriesLists: { bad: ['5', '"text"'] },
  string: { good: ['"text"', '"with blank, comma"', '""', '7', '1.5'], bad: ['c.dense.web1.load'] },
  tag: { good: ['"host"', '"name"', '"dc"', '"nope"'], bad: ['5'] },
};

/** `function.parameter`, or `parameter` in every function. */
// biome-ignore format: a line a thing, or many on a line
const BY_NAME: Readonly<Record<string, Values>> = {
  theColor: { good: ['"red"', '"#12f"', '"112233"', '"aabbccdd"'] },
  total: { good: ['100', '12.5', 'c.dense.web1.load', 'c.whole.web1.load', 'c.dense.*.load', 'c.nothing.at.all', '0', '-3'], bad: ['"text"', 'true'] },
  pattern: { good: ['"web2"', '"web[13]"', '"^c\\.dense"', '"load$"', '".*"', '"nope"', '"(web1|web2)"', '""'], bad: ['"("', '"["', '"*"'] },
  search: { good: ['"web(\\d+)"', '"^c"', '"load"', '"nope"', '"(\\w+)$"', '"\\."'], bad: ['"("', '"[a"'] },
  replace: { plain: ['"x"', '"$1"'], good: ['"db\\1"', '"x"', '""', '"\\g<1>"', '"$1"'], bad: ['"\\9"'] },
  'aliasQuery.search': { good: ['"c\\.(\\w+)\\.(\\w+)\\.load"'] },
  'aliasQuery.replace': { good: ['"c.dense.\\2.load"', '"c.\\1.\\2.load"', '"c.nothing.at.all"', '"c.null.web1.load"'] },
  'aliasQuery.newName': { plain: ['"now %d"', '"load %g"'], good: ['"now %d"', '"load %g"', '"plain"', '"%.1f of %%"'], bad: ['"%d %d"', '"%q"'] },
  'useSeriesAbove.value': { good: ['20', '0', '1e9', '-5'] },
  'useSeriesAbove.search': { good: ['"dense"', '"gaps"', '"web1"'] },
  'useSeriesAbove.replace': { good: ['"gaps"', '"negative"', '"nope"'] },
  templateFunction: { good: ['"sumSeries(%.*.load)"', '"%.web1.load"', '"scale(%.web2.load,2)"', '"c.nothing.x"'], bad: ['"sumSeries("', '"nope(%)"'] },
  'applyByNode.newName': { good: ['"sum of %"', '"plain"'] },
  operator: { good: ['">"', '"<"', '">="', '"<="', '"="', '"!="'], bad: ['"~"', '"=="'] },
  'filterSeries.threshold': { good: ['20', '0', '-5', '50.5'] },
  'nonNegativeDerivative.maxValue': { plain: [] },
  'nonNegativeDerivative.minValue': { plain: [] },
  'perSecond.maxValue': { plain: [] },
  'perSecond.minValue': { plain: [] },
  'asPercent.nodes': { plain: [] },
  referenceSeries: { plain: [] },
  intervalUnit: { good: ['"1min"', '"5min"', '"1h"', '"-2min"'], bad: ['"soon"'], endless: ['"0s"'] },
  'summarize.intervalString': { endless: ['"0min"', '"-5min"'] },
  'smartSummarize.intervalString': { good: ['"1min"', '"5min"', '"90s"', '"1h"', '"10min"'], bad: ['"soon"', '5', '"5 apples"'], endless: ['"0min"', '"-5min"', '""', 'None'] },
  'hitcount.intervalString': { endless: ['"0min"', '"-5min"'] },
  alignTo: { plain: ['"minutes"', '"hours"', '"days"', '"weeks"', '"months"', '"years"', '"seconds"', 'true'], good: ['"minutes"', '"hours"', '"days"', '"weeks"', '"months"', '"years"', '"seconds"', '"1h"', '"hour"', 'true', 'false'], bad: ['"soon"', '"fortnight"'] },
  bootstrapInterval: { good: ['"20min"', '"1h"', '"0s"'] },
  seasonality: { plain: ['"10min"', '"1h"'], good: ['"10min"', '"1min"', '"10s"', '"1h"'] },
  delta: { good: ['3', '1', '0', '10'] },
  timeShift: { good: ['"5min"', '"-5min"', '"+5min"', '"1h"', '"95s"', '"0s"'] },
  timeShiftUnit: { good: ['"5min"', '"-1min"', '"+1min"'] },
  timeShiftStart: { good: ['0', '1', '-1'] },
  timeShiftEnd: { good: ['2', '3', '0', '1'] },
  startSliceAt: { good: ago(38, 35, 120, 1, 0) },
  endSliceAt: { good: ago(32, 37, 0, 60) },
  'applyByNode.nodeNum': { plain: ['1', '2'] },
  'groupByTags.tags': { plain: ['"name"', '"host"', '"dc"'] },
  startSourceAt: { good: ago(50, 39, 36) },
  endSourceAt: { good: ago(33, 31, 20) },
  ts: { good: ago(35, 0, 120, 31) },
  system: { good: ['"si"', '"binary"'], bad: ['"metric"', '5'] },
  units: { good: ['"b"', '"req/s"', '""'] },
  valuesTypes: { good: ['"avg"', '"last"', '"si"', '"binary"', '"max"', '"min"', '"total"'], bad: ['"p95"', '5'] },
  consolidationFunc: { good: ['"sum"', '"average"', '"avg"', '"avg_zero"', '"first"', '"last"', '"max"', '"min"'], bad: ['"p95"', '"median"', '5'] },
  reduceFunction: { good: ['"asPercent"', '"divideSeries"', '"sumSeries"', '"diffSeries"'], bad: ['"nope"', '5'] },
  reduceMatchers: { good: ['"web1","web2"', '"web2","web1"', '"web1"', '"web1","web2","web3"'], bad: ['"web1","nope"'] },
  reduceNode: { good: ['2', '0', '-2'] },
  mapNodes: { good: ['1', '2', '0', '-1', '1,2', '"name"'] },
  position: { good: ['1', '2', '0', '1,2', '-1', '9'] },
  pos: { good: ['0', '1', '0,2', '-1', '-2', '99', '-99'] },
  tags: { good: ['"host"', '"dc"', '"name"', '"nope"', '"dc","host"'] },
  tagExpressions: { good: ['"name=disk.used"', '"name=~disk","host=web1"', '"dc!=a","name=disk.free"', '"dc=~a|b"', '"host=~web[12]"', '"nope=1"'], bad: ['"dc"', '"dc!=a"', '"name=~("', '5'] },
  label: { good: ['"a line"', '""'] },
  'verticalLine.color': { good: ['"red"'] },
  'threshold.color': { good: ['"red"'] },
  'log.base': { good: ['10', '2', '7', '"3"'], bad: ['1', '0', '-2', '"x"', '2.5'] },
  'round.precision': { good: ['0', '1', '2', '-1', '20'] },
  'stdev.points': { good: ['5', '1', '2', '100'], bad: ['0', '-1', '1.5', '"x"'] },
  'stdev.windowTolerance': { good: ['0.1', '0', '0.5', '1'] },
  'delay.steps': { good: ['2', '0', '-1', '-2', '100'], plain: ['2', '-1'] },
  n: { good: ['2', '1', '0', '50', '95', '-1', '20'], plain: ['2', '50', '1', '20'] },
  'sinFunction.step': { good: ['60', '10', '7'], endless: ['0', '-5'] },
  'timeFunction.step': { good: ['60', '10', '7'], endless: ['0', '-5'] },
  seconds: { good: ['60', '1', '0.5', '-2', '0'] },
  xFilesFactor: { good: ['0.5', '0', '1', '0.25', '0.9'], bad: ['"x"'] },
  'pow.factor': { good: ['2', '0.5', '-1', '0', '3.5'] },
  'constantLine.value': { good: ['5', '-0.5', '0', '123456789', '1e20', '0.1'] },
  'threshold.value': { good: ['5', '-0.5', '0', '123456789'] },
  default: { good: ['0', '-1', '2.5'] },
};

/** Series in another place than the first. */
const otherSeries = (shape: SeriesShape): readonly string[] => [
  shape.one,
  'c.dense.web1.load',
  'c.nothing.web1.load',
  'c.mixed.minute.load',
  'c.gaps.web1.load',
  shape.all,
  'c.gaps.*.load',
];

function seriesFor(param: Param, shape: SeriesShape, first: boolean): readonly string[] | undefined {
  if (param.type === 'seriesLists')
    return [`mapSeries(group(${shape.all},c.dense.*.load),1)`, `mapSeries(${shape.all},0)`];
  if (param.type !== 'seriesList') return undefined;
  return first ? [shape.all, shape.one] : otherSeries(shape);
}

export function valuesOf(fn: GraphiteFunction, param: Param, shape: SeriesShape, first: boolean): ArgumentValues {
  const all: Values = { ...BY_TYPE[param.type], ...BY_NAME[param.name], ...BY_NAME[`${fn.name}.${param.name}`] };
  const { bad = [], endless } = all;
  const good = seriesFor(param, shape, first) ?? all.good ?? [];
  const texts = param.type === 'string' || param.type.startsWith('agg');
  const plain = all.plain ?? (texts ? good.filter((value) => !NO_NAME.test(value)) : good);
  return { good, bad, plain, ...(endless === undefined ? {} : { endless }) };
}

/** docs/graphite-functions.md: every function with its parameters, as the registry has them. */
import { AGGREGATION_NAMES } from './aggregate/aggregations.ts';
import type { GraphiteFunction, Param, ParamType } from './function.ts';
import { functions } from './functions/index.ts';

const code = (text: string): string => `\`${text}\``;

/** What types of parameters take, in the order of the page. */
const TYPES: Readonly<Record<ParamType, string>> = {
  aggFunc: 'the name of an aggregation in quotes',
  aggOrSeriesFunc:
    'the name of an aggregation in quotes, or of a function that aggregates series, such as `"sumSeries"`',
  any: 'series, or a number',
  boolean: '`true` or `false`',
  date: 'a time in quotes, as `from` takes it: `"-1h"`, `"noon yesterday"`',
  float: 'a number',
  integer: 'a whole number',
  intOrInf: 'a whole number or `inf`',
  intOrInterval: 'a number of points, or an interval',
  interval: 'an interval in quotes, `"5min"`',
  node: 'the number of a node of the path, from 0, or from the end by negative numbers',
  nodeOrTag: 'the number of a node, or the name of a tag in quotes',
  seriesList: 'a path, or a call that gives series',
  seriesLists: 'a call that gives groups of series',
  string: 'a text in quotes',
  tag: 'the name of a tag in quotes',
};

export function functionsPage(): string {
  const groups = [...new Set(functions.map((fn) => fn.group))].sort();
  const used = new Set(functions.flatMap((fn) => fn.params.map((p) => p.type)));
  return `${[
    '# Graphite functions',
    '',
    '<!-- Made from packages/graphite/src/functions. Change it there; a test compares, and writes it when CARPY_TEST_UPDATE=1 is set. -->',
    '',
    `${functions.length} functions. Arguments in brackets may be left out, and an ellipsis marks one that may be repeated. \`GET /functions\` answers the same list as JSON; [graphite.md](graphite.md) says what differs from graphite-web.`,
    '',
    '| group | functions |',
    '|---|---|',
    ...groups.map((group) => `| ${group} | ${inGroup(group).map(link).join(', ')} |`),
    '',
    '| type | takes |',
    '|---|---|',
    ...Object.entries(TYPES)
      .filter(([type]) => used.has(type as ParamType))
      .map(([type, takes]) => `| ${type} | ${takes} |`),
    '',
    `Aggregations by name: ${AGGREGATION_NAMES.map(code).join(', ')}.`,
    '',
    ...groups.flatMap((group) => [`## ${group}`, '', ...inGroup(group).flatMap(section)]),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

const inGroup = (group: string): GraphiteFunction[] =>
  functions.filter((fn) => fn.group === group).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));

const link = ({ name }: GraphiteFunction): string => `[${name}](#${name.toLowerCase()})`;

function section({ name, aliases = [], description, params, example }: GraphiteFunction): string[] {
  const details = params.filter((p) => p.type !== 'seriesList' || p.records).map(parameter);
  return [
    `### ${name}`,
    '',
    code(`${name}(${params.map(argument).join(', ')})`) +
      (aliases.length === 0 ? '' : `, also ${aliases.map(code).join(', ')}`),
    '',
    escaped(description),
    '',
    ...details,
    ...(details.length === 0 ? [] : ['']),
    `Example: ${code(example)}`,
    '',
  ];
}

function argument({ name, required, multiple }: Param): string {
  const whole = required ? name : `[${name}]`;
  return multiple ? `${whole}…` : whole;
}

function parameter(p: Param): string {
  const said = [
    p.records ? 'a path of records' : p.type,
    ...(p.default === undefined
      ? []
      : [`default ${code(p.default === Number.POSITIVE_INFINITY ? 'inf' : String(p.default))}`]),
    ...(p.options === undefined ? [] : [`one of ${p.options.map((option) => code(String(option))).join(', ')}`]),
  ];
  return `- ${p.name}: ${said.join('; ')}`;
}

/** Descriptions are plain text. */
const escaped = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('*', '\\*');

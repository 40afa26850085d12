/** Checks the arguments of a call against the function's parameters and takes scalar values out of them, as graphite-web converts them. */
import { CarpyError, parseOffset } from '@carpy/core';
import { AGGREGATING_FUNCTIONS } from '../aggregate/aggregating-functions.ts';
import { AGGREGATION_NAMES } from '../aggregate/aggregations.ts';
import type { GraphiteFunction, Param } from '../function.ts';
import { formatFloat } from '../number-format.ts';
import type { Argument, CallExpression } from '../target/ast.ts';

/** Arguments by parameter; a parameter that is not given is absent. */
export type BoundArguments = ReadonlyMap<string, readonly Argument[]>;

/** A value that is no series, with the text that graphite-web would print for it. */
export interface Scalar {
  readonly value: number | string | boolean;
  /** `5`, `5.0`, `5min`, `True`. */
  readonly text: string;
}

/** Puts positional and keyword arguments to their parameters. @throws CarpyError CARPY_BAD_TARGET. */
export function bindArguments(fn: GraphiteFunction, call: CallExpression): BoundArguments {
  const { params } = fn;
  const bound = new Map<string, Argument[]>();
  const last = params.at(-1);
  call.args.forEach((arg, i) => {
    const param = params[i] ?? (last?.multiple ? last : undefined);
    if (param === undefined) throw bad(`${call.name}() takes at most ${params.length} arguments`, arg.position);
    // `None` for an optional parameter is the same as leaving it out.
    if (arg.kind === 'none' && !param.required) return;
    const given = bound.get(param.name);
    if (given === undefined) bound.set(param.name, [arg]);
    else given.push(arg);
  });
  for (const { name, value, position } of call.kwargs) {
    const index = params.findIndex((p) => p.name === name || p.keyword === name);
    const param = params[index];
    if (param === undefined)
      throw bad(`${call.name}() has no parameter "${name}"; it has ${params.map((p) => p.name).join(', ')}`, position);
    if (index < call.args.length) throw bad(`${call.name}() is given "${name}" twice`, position);
    if (value.kind !== 'none') bound.set(param.name, [value]);
  }
  for (const param of params) {
    if (param.required && !bound.has(param.name))
      throw bad(`${call.name}() needs "${param.name}": ${fn.example}`, call.position);
  }
  return bound;
}

/** Converts a scalar argument for its parameter. @throws CarpyError CARPY_BAD_TARGET naming function, parameter and what was given. */
export function convertScalar(functionName: string, param: Param, given: Scalar | undefined, position: number): Scalar {
  const refuse = (expected: string): CarpyError =>
    bad(
      `${functionName}() takes ${expected} for "${param.name}"${given === undefined ? '' : `, ${given.text} was given`}`,
      position,
    );
  if (given === undefined) throw refuse(EXPECTED[param.type] ?? 'a value');
  const { value } = given;
  if (param.options !== undefined && param.moreOptions !== true && !param.options.includes(String(value)))
    throw refuse(`one of ${param.options.join(', ')}`);
  switch (param.type) {
    case 'boolean': {
      const truth = BOOLEANS.get(typeof value === 'string' ? value.toLowerCase() : value);
      if (truth === undefined) throw refuse('true or false');
      return { value: truth, text: truth ? 'True' : 'False' };
    }
    case 'float': {
      const number = toNumber(value);
      if (number === undefined) throw refuse('a number');
      return { value: number, text: formatFloat(number) };
    }
    case 'integer':
    case 'node': {
      const number = toNumber(value);
      if (param.fractions === true && number !== undefined && Number.isFinite(number))
        return { value: number, text: /[.e]/i.test(given.text) ? formatFloat(number) : String(number) };
      // A float is refused rather than cut: an error is better than a silently different answer.
      if (number === undefined || !Number.isSafeInteger(number) || /[.e]/i.test(given.text))
        throw refuse('a whole number');
      return { value: number, text: String(number) };
    }
    case 'intOrInf': {
      const number = toNumber(value);
      if (number === undefined || !(number === Number.POSITIVE_INFINITY || Number.isSafeInteger(number)))
        throw refuse('a whole number or inf');
      return { value: number, text: given.text };
    }
    case 'date':
      if (typeof value === 'boolean') throw refuse('a time such as "-1h" or "20260131"');
      return given;
    case 'interval':
      if (typeof value !== 'string') throw refuse('an interval such as "1h"');
      checkInterval(value, refuse);
      return given;
    case 'intOrInterval':
      if (typeof value === 'boolean') throw refuse('a number of points or an interval such as "5min"');
      if (typeof value === 'string') checkInterval(value, refuse);
      return given;
    case 'nodeOrTag':
      if (typeof value === 'boolean' || (typeof value === 'number' && !Number.isSafeInteger(value)))
        throw refuse('the number of a node or the name of a tag');
      return given;
    case 'tag':
      if (typeof value !== 'string') throw refuse('the name of a tag in quotes');
      return given;
    case 'aggFunc':
    case 'aggOrSeriesFunc': {
      const name = String(value);
      if (AGGREGATION_NAMES.includes(name.replace(/Series$/, ''))) return given;
      if (param.type === 'aggOrSeriesFunc' && AGGREGATING_FUNCTIONS.includes(name)) return given;
      throw refuse(`one of ${AGGREGATION_NAMES.join(', ')} in quotes`);
    }
    default:
      return given;
  }
}

const EXPECTED: Partial<Record<Param['type'], string>> = {
  string: 'a text in quotes',
  aggFunc: 'the name of an aggregation in quotes',
  aggOrSeriesFunc: 'the name of an aggregation in quotes',
  date: 'a time in quotes, such as "-5min"',
  tag: 'the name of a tag in quotes',
  interval: 'an interval in quotes, such as "1h"',
  intOrInterval: 'a number of points or an interval such as "5min" in quotes',
  nodeOrTag: 'the number of a node or the name of a tag in quotes',
};

const BOOLEANS = new Map<number | string | boolean, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  [1, true],
  [0, false],
]);

function toNumber(value: Scalar['value']): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return undefined;
  const text = value.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  return /^[+-]?inf(?:inity)?$/i.test(text) ? (text.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : undefined;
}

function checkInterval(text: string, refuse: (expected: string) => CarpyError): void {
  try {
    parseOffset(text);
  } catch {
    // The position within the interval's own text helps nobody; the parameter's does.
    throw refuse('an interval such as "1h" or "5min"');
  }
}

const bad = (detail: string, position: number): CarpyError =>
  new CarpyError('CARPY_BAD_TARGET', `${detail}, at position ${position}`, { position });

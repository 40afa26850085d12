/**
 * Goes through the texts of a record that people and programs write: messages, stacks, log lines, values of the context, routes. Names of
 * transactions and functions are left alone: they are those of the metrics.
 */
import type { RequestRecord } from '../records.ts';
import { isSecretKey } from './redactions.ts';

/** Stands for the value of a key that is a secret's by its name. */
const SECRET = '<secret>';

export interface TextRules {
  /** The text without what is to go; the same text where nothing is. */
  readonly text: (value: string) => string;
  /** Of the context. */
  readonly keeps: (key: string) => boolean;
  /** A value of the context went: `secret` by its key's name, `context` as its key is not kept. */
  readonly took: (name: 'secret' | 'context') => void;
}

/** The record with its texts as the rules leave them; the record itself where they leave them all. */
export function withTexts<R extends RequestRecord>(record: R, rules: TextRules): R {
  let changed = false;
  const text = (value: string): string => {
    const out = rules.text(value);
    if (out !== value) changed = true;
    return out;
  };
  const took = (name: 'secret' | 'context'): void => {
    changed = true;
    rules.took(name);
  };
  const context = contextOf(record.context, text, rules.keeps, took);
  const logs = record.logs.map((line) => {
    const message = text(line.message);
    return message === line.message ? line : { ...line, message };
  });
  const error = record.error === undefined ? undefined : errorOf(record.error, text);
  const route = record.route === undefined ? undefined : text(record.route);
  if (!changed) return record;
  return {
    ...record,
    context,
    logs,
    ...(error === undefined ? {} : { error }),
    ...(route === undefined ? {} : { route }),
  };
}

function errorOf(error: NonNullable<RequestRecord['error']>, text: (value: string) => string): typeof error {
  const { type, message, stack } = error;
  if (stack === undefined) return { type, message: text(message) };
  // The calls are those of many errors, the message before them is of this one.
  const calls = Math.max(0, stack.indexOf('\n    at '));
  return { type, message: text(message), stack: text(stack.slice(0, calls)) + text(stack.slice(calls)) };
}

function contextOf(
  context: RequestRecord['context'],
  text: (value: string) => string,
  keeps: (key: string) => boolean,
  took: (name: 'secret' | 'context') => void,
): RequestRecord['context'] {
  const kept: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(context)) {
    if (!keeps(key)) took('context');
    else if (isSecretKey(key) && value !== '') {
      if (value !== SECRET) took('secret');
      kept.push([key, SECRET]);
    } else kept.push([key, typeof value === 'string' ? text(value) : value]);
  }
  return Object.fromEntries(kept);
}

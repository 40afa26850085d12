/**
 * Takes out of a record what should not be kept, before it is written: the agents did so too, this is for those that did not. Texts that people
 * and programs write are read: messages, stacks, log lines, values of the context, routes. Names of transactions and functions are not: they
 * are those of the metrics.
 */
import { isSecretKey, type RequestRecord, redactedText } from '@carpy/core';
import type { RedactionRules } from './redaction-rules.ts';

/** Stands for the value of a key that is a secret's by its name. */
const SECRET = '<secret>';

/** The record itself where nothing is taken out. Counts what it took out in `rules.counts`, and in the record's `redacted`. */
export function redactRecord<R extends RequestRecord & { readonly redacted?: number }>(
  record: R,
  rules: RedactionRules,
): R {
  let places = 0;
  const count = (name: string, n: number): void => {
    places += n;
    rules.count(name, n);
  };
  const text = (value: string): string => withoutFound(value, rules, count);
  const context = contextOf(record.context, rules, text, count);
  const logs = record.logs.map((line) => {
    const message = text(line.message);
    return message === line.message ? line : { ...line, message };
  });
  const error = record.error === undefined ? undefined : errorOf(record.error, text);
  const route = record.route === undefined ? undefined : text(record.route);
  if (places === 0) return record;
  return {
    ...record,
    context,
    logs,
    ...(error === undefined ? {} : { error }),
    ...(route === undefined ? {} : { route }),
    redacted: places + (record.redacted ?? 0),
  };
}

function withoutFound(value: string, rules: RedactionRules, count: (name: string, n: number) => void): string {
  if (rules.clean.has(value)) return value;
  let out = redactedText(value, rules.redactions, count);
  for (const { name, take } of rules.own) {
    const taken = take(out);
    if (taken !== out) count(name, 1);
    out = taken;
  }
  if (out === value) rules.clean.add(value);
  return out;
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
  rules: RedactionRules,
  text: (value: string) => string,
  count: (name: string, n: number) => void,
): RequestRecord['context'] {
  const kept: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(context)) {
    if (!rules.keepsContext(key)) count('context', 1);
    else if (isSecretKey(key) && value !== '') {
      if (value !== SECRET) count('secret', 1);
      kept.push([key, SECRET]);
    } else kept.push([key, typeof value === 'string' ? text(value) : value]);
  }
  return Object.fromEntries(kept);
}

/** Takes out of a record what should not be kept, before it is written: the agents did so too, this is for those that did not. */
import { type RequestRecord, redactedText, withTexts } from '@carpy/core';
import type { RedactionRules } from './redaction-rules.ts';

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
  const out = withTexts(record, {
    text: (value) => withoutFound(value, rules, count),
    keeps: (key) => rules.keepsContext(key),
    took: (name) => count(name, 1),
  });
  return places === 0 ? record : { ...out, redacted: places + (record.redacted ?? 0) };
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

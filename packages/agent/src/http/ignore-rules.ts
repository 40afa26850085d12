/** Which requests are not timed. */
import type { IgnoreRule, IncomingRequest } from '../api.ts';

/** True for a request that is to be left out. May throw what a user's function throws. */
export type IgnoreRules = (request: IncomingRequest) => boolean;

/** undefined for what is no list of rules. From the variable: paths with commas between them. */
export function parseIgnoreRules(value: unknown): IgnoreRules | undefined {
  const rules: readonly unknown[] | undefined = typeof value === 'string' ? value.split(',') : asArray(value);
  if (rules === undefined || !rules.every(isRule)) return undefined;
  const tests = rules.filter((rule) => rule !== '').map(testOf);
  return (request) => {
    const path = pathOf(request.url);
    return tests.some((test) => test(path, request));
  };
}

const asArray = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

const isRule = (rule: unknown): rule is IgnoreRule =>
  typeof rule === 'string' || typeof rule === 'function' || rule instanceof RegExp;

function testOf(rule: IgnoreRule): (path: string, request: IncomingRequest) => boolean {
  if (typeof rule === 'function') return (_path, request) => rule(request);
  if (rule instanceof RegExp) {
    // With g or y a pattern remembers where it was.
    const pattern = new RegExp(rule.source, rule.flags.replace(/[gy]/g, ''));
    return (path) => pattern.test(path);
  }
  const wanted = rule.trim();
  if (!wanted.endsWith('*')) return (path) => path === wanted;
  const beginning = wanted.slice(0, -1);
  return (path) => path.startsWith(beginning);
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** Answers of Graphite's API: JSON as it is, indented with `pretty`, or as the call of a function with `jsonp`. */
import { isCallbackName, jsonp } from '@carpy/graphite';
import { badRequest } from './errors.ts';
import { isOn } from './graphite-params.ts';
import type { AppContext } from './route.ts';

const noStore = { 'Cache-Control': 'no-store' };

/** Spaces a level of JSON. */
export const indentOf = (params: URLSearchParams): number =>
  params.get('pretty') !== '' && isOn(params, 'pretty') ? 2 : 0;

/** Throws CARPY_BAD_REQUEST for a callback that is no name. */
export function answerJson(c: AppContext, params: URLSearchParams, json: string): Response {
  const callback = callbackOf(params);
  if (callback === undefined) return c.body(json, 200, { 'Content-Type': 'application/json', ...noStore });
  return c.body(jsonp(callback, json), 200, { 'Content-Type': 'text/javascript; charset=utf-8', ...noStore });
}

/** The same of what is no JSON yet. */
export const answerData = (c: AppContext, params: URLSearchParams, data: unknown): Response =>
  answerJson(c, params, JSON.stringify(data, null, indentOf(params)));

export function answerBytes(c: AppContext, type: string, bytes: Uint8Array): Response {
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { 'Content-Type': type, ...noStore });
}

/**
 * The function that `jsonp` names; undefined without one. Anything but a name would run as a script of this server's. A page of elsewhere
 * can't read by it: Cross-Origin-Resource-Policy keeps its scripts away.
 */
export function callbackOf(params: URLSearchParams): string | undefined {
  const name = params.get('jsonp') ?? '';
  if (name === '') return undefined;
  if (!isCallbackName(name))
    throw badRequest(`jsonp: "${name.slice(0, 40)}" was given, a function's name such as callback is needed`);
  return name;
}

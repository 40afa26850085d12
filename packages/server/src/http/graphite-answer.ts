/** Answers of Graphite's API: JSON as it is, indented with `pretty`, or as the call of a function with `jsonp`. */
import { isCallbackName, jsonp } from '@carpy/graphite';
import { wholeBody } from './bytes-body.ts';
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
  if (callback === undefined) return answerBytes(c, 'application/json', Buffer.from(json));
  return answerBytes(c, 'text/javascript; charset=utf-8', Buffer.from(jsonp(callback, json)));
}

/** The same of what is no JSON yet. */
export const answerData = (c: AppContext, params: URLSearchParams, data: unknown): Response =>
  answerJson(c, params, JSON.stringify(data, null, indentOf(params)));

export function answerBytes(c: AppContext, type: string, bytes: Uint8Array): Response {
  const headers = { 'Content-Type': type, ...noStore };
  return wholeBody(bytes as Uint8Array<ArrayBuffer>, (stream) => c.body(stream, 200, headers));
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

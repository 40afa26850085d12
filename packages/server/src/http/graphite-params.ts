/** Parameters of Graphite's API: from the query, and from a form or a JSON object where the request is a POST. */
import { CarpyError } from '@carpy/core';
import { mediaType, readJson, readText } from './body.ts';
import { badRequest } from './errors.ts';
import type { AppContext } from './route.ts';

/** Throws CARPY_UNSUPPORTED_TYPE for another body, CARPY_TOO_LARGE, CARPY_BAD_REQUEST. */
export async function graphiteParams(c: AppContext): Promise<URLSearchParams> {
  const params = new URL(c.req.url).searchParams;
  if (c.req.method !== 'POST') return params;
  const type = mediaType(c);
  // An empty POST with all its parameters in the query is what some clients send.
  if (type === '' && Number(c.req.header('content-length') ?? 0) === 0) return params;
  if (type === 'application/x-www-form-urlencoded') return joined(params, new URLSearchParams(await readText(c)));
  if (type === 'application/json') return joined(params, fromJson(await readJson(c)));
  throw new CarpyError(
    'CARPY_UNSUPPORTED_TYPE',
    `"${type.slice(0, 100)}" was sent, application/x-www-form-urlencoded or application/json is needed`,
  );
}

/** The body's parameters come first: they win where only one value counts. */
function joined(query: URLSearchParams, body: URLSearchParams): URLSearchParams {
  for (const [key, value] of query) body.append(key, value);
  return body;
}

function fromJson(body: unknown): URLSearchParams {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('the body: a JSON object of parameters is needed');
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || one === undefined) continue;
      if (typeof one === 'object')
        throw badRequest(`${key.slice(0, 100)}: text, a number, true or false, or a list of these is needed`);
      params.append(key, String(one));
    }
  }
  return params;
}

/** A switch as Graphite reads it: there, and not 0 or false. */
export function isOn(params: URLSearchParams, name: string): boolean {
  const value = params.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** A whole number of `least` to `most`; `usual` where none is given. */
export function wholeNumber(
  params: URLSearchParams,
  name: string,
  range: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const given = params.get(name) ?? '';
  if (given === '') return range.usual;
  const value = /^-?\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= range.least && value <= range.most)) {
    throw badRequest(
      `${name}: "${given.slice(0, 40)}" was given, a whole number from ${range.least} to ${range.most} is needed`,
    );
  }
  return value;
}

/** Every value of a parameter that may come several times, also as `name[]`; not both. */
export function valuesOf(params: URLSearchParams, name: string): string[] {
  const plain = params.getAll(name);
  return plain.length > 0 ? plain : params.getAll(`${name}[]`);
}

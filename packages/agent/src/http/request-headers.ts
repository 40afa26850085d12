/** Headers of a request, as Node has them at hand. */
import type { IncomingHttpHeaders } from 'node:http';

/** Names and values in turn as node:http read them, since its object of all headers costs, or the object that node:http2 made. */
export type RequestHeaders = readonly string[] | IncomingHttpHeaders;

/** `name` in lower case. The first one where there are several. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  if (!Array.isArray(headers)) {
    const value = (headers as IncomingHttpHeaders)[name];
    return Array.isArray(value) ? value[0] : value;
  }
  for (let i = 0; i < headers.length; i += 2) {
    const key = headers[i] as string;
    if (key.length === name.length && key.toLowerCase() === name) return headers[i + 1];
  }
  return undefined;
}

/** Reads request bodies within a bound, and only of the type that the route takes. */
import { CarpyError, isCarpyError } from '@carpy/core';
import { badRequest } from './errors.ts';
import type { AppContext } from './route.ts';

export const MAX_BODY_BYTES = 1_048_576;

/** `application/json` of `application/json; charset=utf-8`; empty where none was sent. */
export const mediaType = (c: AppContext): string =>
  (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Throws CARPY_UNSUPPORTED_TYPE, CARPY_TOO_LARGE and CARPY_BAD_REQUEST. */
export const readJson = (c: AppContext, maxBytes: number = MAX_BODY_BYTES): Promise<unknown> =>
  readJsonOf(c, ['application/json'], maxBytes);

/** The same where a body of JSON may call itself something else; the first type is its right name. */
export async function readJsonOf(
  c: AppContext,
  types: readonly [string, ...string[]],
  maxBytes: number = MAX_BODY_BYTES,
): Promise<unknown> {
  if (!types.includes(mediaType(c))) {
    throw new CarpyError('CARPY_UNSUPPORTED_TYPE', `"${mediaType(c).slice(0, 100)}" was sent, ${types[0]} is needed`);
  }
  const text = await readText(c, maxBytes);
  try {
    return JSON.parse(text);
  } catch (e) {
    throw new CarpyError(
      'CARPY_BAD_REQUEST',
      `the body is not JSON: ${e instanceof Error ? e.message.slice(0, 200) : ''}`,
      { cause: e },
    );
  }
}

/** The body as UTF-8 text; as readBytes. Throws CARPY_UNSUPPORTED_TYPE for one that is packed. */
export async function readText(c: AppContext, maxBytes: number = MAX_BODY_BYTES): Promise<string> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '')
    throw new CarpyError(
      'CARPY_UNSUPPORTED_TYPE',
      `content-encoding "${encoding.slice(0, 40)}" was sent, this path reads bodies that are not packed`,
    );
  return (await readBytes(c, maxBytes)).toString('utf8');
}

/** The body, at most `maxBytes`. Throws CARPY_TOO_LARGE, and CARPY_BAD_REQUEST where the client cuts it short. */
export async function readBytes(c: AppContext, maxBytes: number): Promise<Buffer> {
  const declared = Number(c.req.header('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(declared, maxBytes);
  const body = c.req.raw.body;
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The stream's end is not trusted to the declared length: a chunked body has none.
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge(length, maxBytes);
      chunks.push(chunk);
    }
  } catch (e) {
    // The client went away, or was too slow and was cut: nothing here failed, so the log need not hear of it.
    throw isCarpyError(e) ? e : badRequest('the body ended before its end came');
  }
  return Buffer.concat(chunks);
}

const tooLarge = (bytes: number, maxBytes: number): CarpyError =>
  new CarpyError('CARPY_TOO_LARGE', `a body of ${bytes} bytes was sent, at most ${maxBytes} are read`);

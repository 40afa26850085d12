/** Asks a graphite-web: one bounded request, JSON back, and errors that say what to check. Not hot: the network is. */
import { CarpyError } from '@carpy/core';

export const MAX_ANSWER_BYTES: number = 64 * 1024 * 1024;
/** Characters of an answer's text that an error quotes. */
const QUOTED_CHARS = 200;

interface HttpOptions {
  /** Base address of graphite-web; may have a path and credentials. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Told of each failure, for the status. */
  readonly onFault: (line: string) => void;
}

type Fields = readonly (readonly [name: string, value: string])[];

export class HttpClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #onFault: (line: string) => void;

  constructor({ url, timeoutMs, onFault }: HttpOptions) {
    const parsed = parseBase(url);
    this.#base = `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`;
    this.#headers = parsed.username === '' && parsed.password === '' ? {} : { authorization: basic(parsed) };
    this.#timeoutMs = timeoutMs;
    this.#onFault = onFault;
  }

  /** POST for what may be long, GET for the tags, which some servers take only so. */
  async ask(method: 'GET' | 'POST', path: string, fields: Fields): Promise<unknown> {
    const query = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
    const url = method === 'GET' ? `${this.#base}${path}?${query}` : `${this.#base}${path}`;
    try {
      const response = await fetch(url, {
        method,
        headers: { ...this.#headers, accept: 'application/json' },
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...(method === 'GET' ? {} : { body: query }),
      });
      return this.#parse(response.status, await readBounded(response));
    } catch (e) {
      const error = e instanceof CarpyError ? e : this.#unreachable(e);
      this.#onFault(error.detail);
      throw error;
    }
  }

  #parse(status: number, text: string): unknown {
    if (status === 400) throw new CarpyError('CARPY_BAD_REQUEST', `${this.#base} says: ${quoted(text)}`);
    if (status === 401 || status === 403)
      throw this.#failed(`answers ${status}; check the user and password in its address`);
    if (status < 200 || status > 299) throw this.#failed(`answers ${status}: ${quoted(text)}`);
    try {
      return JSON.parse(text);
    } catch (e) {
      throw this.#failed(
        `answers no JSON but '${quoted(text)}'; check that the address is graphite-web's or carbonapi's`,
        e,
      );
    }
  }

  #unreachable(e: unknown): CarpyError {
    if (e instanceof Error && e.name === 'TimeoutError')
      return new CarpyError('CARPY_TIMEOUT', `${this.#base} gave no whole answer within ${this.#timeoutMs} ms`, {
        cause: e,
      });
    return this.#failed(`can't be reached (${reasonOf(e)}); check the address, and that graphite-web runs there`, e);
  }

  #failed(what: string, cause?: unknown): CarpyError {
    return new CarpyError('CARPY_STORE_FAILED', `${this.#base} ${what}`, cause === undefined ? {} : { cause });
  }
}

/** The value must not be repeated: it may hold a password. */
function parseBase(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      "Graphite's address must be an http or https URL, such as http://graphite:8080",
    );
  return parsed;
}

function basic({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by the throw cancels the body.
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `Graphite's answer is over ${MAX_ANSWER_BYTES} bytes; ask for a shorter range or fewer series`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Node hides what happened to the socket in the cause. */
function reasonOf(e: unknown): string {
  const cause = e instanceof Error && e.cause instanceof Error ? e.cause : e;
  if (!(cause instanceof Error)) return String(cause);
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}

function quoted(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > QUOTED_CHARS ? `${plain.slice(0, QUOTED_CHARS)}…` : plain;
}

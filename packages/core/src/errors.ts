/**
 * One error class, many codes. A code is for ever: tools and users' scripts switch on it. Codes are documented in docs/errors.md.
 * The message says which input was wrong and what is allowed.
 */
const codes = {
  CARPY_BAD_CONFIG: { status: 400, text: 'bad configuration' },
  CARPY_BAD_FILE: { status: 400, text: 'cannot read file' },
  CARPY_BAD_QUERY: { status: 400, text: 'cannot read query' },
  CARPY_BAD_REQUEST: { status: 400, text: 'bad request' },
  CARPY_BAD_TARGET: { status: 400, text: 'cannot read target' },
  CARPY_BAD_TIME: { status: 400, text: 'cannot read time' },
  CARPY_TOO_MUCH: { status: 400, text: 'the query asks for too much' },
  CARPY_UNKNOWN_FUNCTION: { status: 400, text: 'unknown function' },
  CARPY_FORBIDDEN: { status: 403, text: 'refused' },
  CARPY_NOT_FOUND: { status: 404, text: 'not found' },
  CARPY_METHOD_NOT_ALLOWED: { status: 405, text: 'method not allowed' },
  CARPY_TOO_LARGE: { status: 413, text: 'too large' },
  CARPY_UNSUPPORTED_TYPE: { status: 415, text: 'content type not supported' },
  CARPY_CANCELLED: { status: 499, text: 'the query was given up' },
  CARPY_TOO_BUSY: { status: 429, text: 'too much at once' },
  CARPY_TIMEOUT: { status: 503, text: 'the query took too long' },
  CARPY_STORE_CLOSED: { status: 503, text: 'the store is closed' },
  CARPY_STORE_FAILED: { status: 503, text: 'the store failed' },
  CARPY_STORE_LOCKED: { status: 503, text: 'the data folder is in use' },
  CARPY_STORE_FORMAT: { status: 503, text: 'the data folder has a format that this version does not read' },
  CARPY_UNREACHABLE: { status: 503, text: 'no server reached' },
  CARPY_PORT_IN_USE: { status: 503, text: 'port in use' },
  CARPY_INTERNAL: { status: 500, text: 'internal error' },
} as const;

export type CarpyErrorCode = keyof typeof codes;

/** Where in the user's input the fault is, counted in UTF-16 units from 0. */
export interface ErrorPosition {
  readonly position: number;
}

export interface CarpyErrorOptions extends ErrorOptions {
  /** Offset of the fault in the input named by the message, 0-based. */
  readonly position?: number;
  /** Seconds after which asking again may help, for codes that mean "later". */
  readonly retryAfterS?: number;
}

export class CarpyError extends Error {
  override readonly name: string = 'CarpyError';
  readonly code: CarpyErrorCode;
  /** The HTTP status an API answers with. */
  readonly status: number;
  /** Offset of the fault in the input (a target, a time), 0-based; undefined where there is none. */
  readonly position: number | undefined;
  /** Seconds after which asking again may help; undefined where nobody knows. */
  readonly retryAfterS: number | undefined;
  /** The message without the code's own words. */
  readonly detail: string;

  constructor(code: CarpyErrorCode, detail: string, options: CarpyErrorOptions = {}) {
    super(`${codes[code].text}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.status = codes[code].status;
    this.position = options.position;
    this.retryAfterS = options.retryAfterS;
  }
}

/** True for a CarpyError of any copy of this package, and for one that crossed a thread boundary as a plain object. */
export function isCarpyError(e: unknown): e is CarpyError {
  return (
    typeof e === 'object' &&
    e !== null &&
    typeof (e as { code?: unknown }).code === 'string' &&
    (e as { code: string }).code in codes
  );
}

/** What an error looks like between threads and in HTTP answers. */
export interface ErrorJson {
  readonly code: CarpyErrorCode;
  readonly message: string;
  readonly detail: string;
  readonly position?: number;
  readonly retryAfterS?: number;
}

export function errorToJson(e: unknown): ErrorJson {
  if (isCarpyError(e)) {
    return {
      code: e.code,
      message: e.message,
      detail: e.detail,
      ...(e.position === undefined ? {} : { position: e.position }),
      ...(e.retryAfterS === undefined ? {} : { retryAfterS: e.retryAfterS }),
    };
  }
  const message = e instanceof Error ? e.message : String(e);
  return { code: 'CARPY_INTERNAL', message, detail: message };
}

export function errorFromJson(json: ErrorJson): CarpyError {
  const { code, detail, message: _, ...options } = json;
  return new CarpyError(code, detail, options);
}

export const errorCodes: Readonly<Record<CarpyErrorCode, { readonly status: number; readonly text: string }>> = codes;

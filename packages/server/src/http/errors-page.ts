/** Renders docs/errors.md from core's codes. What each means to the reader is told here; the type makes a forgotten code a compile error. */
import { type CarpyErrorCode, errorCodes } from '@carpy/core';

const meanings: Readonly<Record<CarpyErrorCode, string>> = {
  CARPY_BAD_CONFIG:
    'A flag, a variable or a key of the configuration file is not allowed. The message has one line for each fault: where it was given, what was given, what is allowed. See [configuration](configuration.md).',
  CARPY_BAD_FILE:
    'A file given to a command is not what it should be, or is damaged. The message names the file and the fault.',
  CARPY_BAD_QUERY:
    "The query of the request log can't be read. `position` is the place of the token that is wrong, counted from 0; the message says what may stand there. See [requests](requests.md).",
  CARPY_BAD_REQUEST: 'A parameter or a field of the body is missing or not allowed. The message names it.',
  CARPY_BAD_TARGET: "The target can't be read. `position` is the place in the target, counted from 0.",
  CARPY_BAD_TIME: "A time can't be read, or a range is empty. `position` is the place in the text, counted from 0.",
  CARPY_TOO_MUCH:
    'The query matches more series or asks for more points than one query may, or a list is at its limit. The message names the limit. Ask for less at a time.',
  CARPY_UNKNOWN_FUNCTION:
    'The target calls a function that this version does not have. See [Graphite](graphite.md) for those it has.',
  CARPY_FORBIDDEN:
    'The request came by a name that is not this server, or a page of elsewhere tried to write. See [security](security.md).',
  CARPY_NOT_FOUND: 'There is no such path, app, transaction or annotation.',
  CARPY_METHOD_NOT_ALLOWED: 'The path exists, but not with this method. The Allow header lists those it takes.',
  CARPY_TOO_LARGE: 'The body is larger than the limit that the message names.',
  CARPY_UNSUPPORTED_TYPE: 'The body is not of a type that this path reads. The message names the type to send.',
  CARPY_CANCELLED:
    'The client went away before it was answered, so its query was stopped. Only logs and counters show this one.',
  CARPY_TOO_BUSY:
    'More comes than is taken: request records of one app or address, questions to the request log, live tails, exports. The message names the limit. Send again after the time in Retry-After.',
  CARPY_TIMEOUT:
    'The query ran longer than one query may and was ended, or too many live streams are open. Ask for a shorter range or fewer series, or try again later.',
  CARPY_STORE_CLOSED: 'The server is stopping.',
  CARPY_STORE_FAILED:
    'The store could not read or write. The log of the server tells why; a full disk is the usual cause.',
  CARPY_STORE_LOCKED:
    'Another server uses this data folder. Stop it, or give this one a folder of its own with `--data-dir`.',
  CARPY_STORE_FORMAT: 'The data folder was written by a version with another format. The message names it.',
  CARPY_UNREACHABLE:
    'A command found no carpy server at the address. The message names the address; `--url` names another.',
  CARPY_PORT_IN_USE: 'Another process holds the port; the message names the process where the system tells it.',
  CARPY_INTERNAL:
    'A fault of carpy itself. The log of the server has the details under the request id of the answer. Please report it.',
};

/** The whole of docs/errors.md. */
export function errorsPage(): string {
  const codes = Object.keys(errorCodes) as CarpyErrorCode[];
  const sections = codes.map(
    (code) => `## ${code}\n\nHTTP ${errorCodes[code].status}. "${errorCodes[code].text}".\n\n${meanings[code]}\n`,
  );
  return `${[
    '# Errors',
    '',
    "<!-- Made from core's table of codes by packages/server/src/http/errors-page.ts. Change it there; a test compares. -->",
    '',
    'Every error has a code. Codes never change their meaning, so scripts may rely on them; messages may change.',
    '',
    'Over HTTP an error is this JSON, with the status of its code:',
    '',
    '```json',
    '{"error":{"code":"CARPY_BAD_TIME","message":"cannot read time: …","position":4,"requestId":"…"}}',
    '```',
    '',
    '`position` is there only where a place in the input can be named. The request id is also in the `X-Request-Id` header and in the log.',
    'On the command line a message ends with its code in brackets; the exit code is 1 when something failed and 2 when the command was not understood.',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`;
}

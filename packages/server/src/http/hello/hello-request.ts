/** Reads a hello, within bounds. Unknown fields are let through: agents of a later version may tell more. */
import type { HelloRequest } from '@carpy/core';
import { MAX_SEGMENT_LENGTH } from '@carpy/core';
import { badRequest } from '../errors.ts';
import { listOf, numberOf, objectOf, optionalNumberOf, optionalTextOf, textOf } from '../fields.ts';

const HELLO_LIMITS = {
  /** Names of one hello; an agent with more sends the rest with its next. */
  names: 5_000,
  nameLength: 512,
  textLength: 256,
  apdexTMs: 600_000,
} as const;

const MAX_EPOCH_MS = 8_640_000_000_000_000;
const SEGMENT = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_SEGMENT_LENGTH + 1}}$`);

/** Throws CARPY_BAD_REQUEST naming the field. */
export function parseHello(body: unknown): HelloRequest {
  const fields = objectOf(body, 'hello');
  const agent = objectOf(fields['agent'], 'agent');
  const version = optionalTextOf(fields['version'], 'version', HELLO_LIMITS.textLength);
  const clockOffsetMs = optionalNumberOf(fields['clockOffsetMs'], 'clockOffsetMs', -MAX_EPOCH_MS, MAX_EPOCH_MS);
  const roundTripMs = optionalNumberOf(fields['roundTripMs'], 'roundTripMs', 0, MAX_EPOCH_MS);
  return {
    app: textOf(fields['app'], 'app', HELLO_LIMITS.textLength),
    server: textOf(fields['server'], 'server', HELLO_LIMITS.textLength),
    ...(version === undefined ? {} : { version }),
    agent: {
      name: textOf(agent['name'], 'agent.name', HELLO_LIMITS.textLength),
      version: textOf(agent['version'], 'agent.version', HELLO_LIMITS.textLength),
      language: textOf(agent['language'], 'agent.language', HELLO_LIMITS.textLength),
    },
    startedAtMs: numberOf(fields['startedAtMs'], 'startedAtMs', 0, MAX_EPOCH_MS),
    agentTimeMs: numberOf(fields['agentTimeMs'], 'agentTimeMs', 0, MAX_EPOCH_MS),
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    names: listOf(fields['names'], 'names', HELLO_LIMITS.names).map(parseName),
  };
}

function parseName(value: unknown, index: number): HelloRequest['names'][number] {
  const path = `names[${index}]`;
  if (!Array.isArray(value) || value.length < 2 || value.length > 3)
    throw badRequest(`${path}: a list of segment, display name and, for transactions, Apdex T is needed`);
  const segment = textOf(value[0], `${path}[0]`, MAX_SEGMENT_LENGTH + 1);
  if (!SEGMENT.test(segment))
    throw badRequest(
      `${path}[0]: ${JSON.stringify(segment)} was sent, a segment of letters, digits, _ and - is needed`,
    );
  const display = textOf(value[1], `${path}[1]`, HELLO_LIMITS.nameLength, 0);
  const apdexTMs = optionalNumberOf(value[2], `${path}[2]`, 0.001, HELLO_LIMITS.apdexTMs);
  return apdexTMs === undefined ? [segment, display] : [segment, display, apdexTMs];
}

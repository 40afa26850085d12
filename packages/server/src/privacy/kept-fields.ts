/** What a request record may hold, for people to read. */
import type { PrivacyAnswer } from '@carpy/api';
import type { StoredRecord } from '@carpy/core';

/** Every field, so that a new one can't be forgotten. */
const TEXTS: Readonly<Record<keyof StoredRecord, string>> = {
  id: 'A random number of the record itself.',
  startMs: 'When the request came, corrected by what is known of the clock.',
  agentStartMs: "When it came by the application's own clock, where that is off.",
  durationMs: 'How long it took.',
  app: 'Which application it was.',
  server: 'On which of its servers.',
  version: 'In which version of the application.',
  transaction: 'The route as the application declares it, such as GET /users/:id, or the name of a job.',
  outcome: 'Whether it failed.',
  kind: 'Whether it was a request, a job or a line of a log.',
  method: 'GET, POST and the like.',
  route: 'The route; never what came in the query.',
  status: 'The status that was answered.',
  requestId: "The request's id as x-request-id has it.",
  traceId: 'The W3C trace id.',
  weight: 'For how many requests it stands where only some are kept.',
  children: 'Names and times of the calls that it made; of SQL and the like only the name, never a value.',
  causes: 'How busy the process was meanwhile.',
  error: 'Class, message and stack of its error, after what is on the list was taken out.',
  context: 'Headers on the allow-list of the agent, and what the application adds.',
  logs: 'Warnings and errors that it wrote to its log, after what is on the list was taken out.',
  fingerprint: 'A number for the group of errors that it is of.',
  redacted: 'How many places were taken out.',
};

export const KEPT_FIELDS: PrivacyAnswer['fields'] = Object.entries(TEXTS).map(([name, text]) => ({ name, text }));

/** What the hooks of loggers need of the agent. Nothing here throws. */

import { RECORD_LIMITS } from '@carpy/core';
import type { LogFields } from '../api.ts';
import type { RunningTransaction } from '../running-transaction.ts';
import type { Session } from '../session.ts';
import { severityOf } from './levels.ts';

export interface LogTaker {
  /** For each line: where it comes from. */
  fields(): LogFields;
  /** A line of a log. `message` is made only where it is kept; `severity` is pino's number, by default that of the level's name. */
  logged(level: string, message: () => string, severity?: number): void;
  /** The agent has started: what it was told before goes to it. */
  started(): void;
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly severity: number;
  readonly atMs: number;
}

/** What an application says while it starts, before the agent does. */
const MAX_EARLY = 100;

export function logTaker(
  session: () => Session | undefined,
  transaction: () => RunningTransaction | undefined,
): LogTaker {
  /** What makes a message may log itself. */
  let busy = false;
  /** undefined once the agent has started. */
  let early: Line[] | undefined = [];

  function hold(level: string, message: () => string, severity: number): void {
    if (early === undefined || early.length >= MAX_EARLY || busy) return;
    busy = true;
    try {
      early.push({ level, message: message().slice(0, RECORD_LIMITS.logChars), severity, atMs: Date.now() });
    } catch {
      // As it would be later.
    } finally {
      busy = false;
    }
  }

  return {
    fields: () => {
      try {
        return fieldsOf(session(), transaction());
      } catch {
        return {};
      }
    },
    logged: (level, message, severity = severityOf(level)) => {
      const records = session()?.records;
      if (early !== undefined) hold(level, message, severity);
      if (records === undefined || busy || severity < records.settings.logSeverity) return;
      busy = true;
      try {
        const running = transaction();
        if (running === undefined || running.ended) records.logOutside(level, message());
        else running.log(level, message(), severity);
      } catch {
        const counts = session()?.counts;
        if (counts !== undefined) counts.internalErrors++;
      } finally {
        busy = false;
      }
    },
    started: () => {
      const lines = early ?? [];
      early = undefined;
      const records = session()?.records;
      if (records === undefined) return;
      for (const { level, message, severity, atMs } of lines)
        if (severity >= records.settings.logSeverity) records.logOutside(level, message, atMs);
    },
  };
}

function fieldsOf(session: Session | undefined, transaction: RunningTransaction | undefined): LogFields {
  if (session === undefined) return {};
  const { app, server } = session.configuration;
  if (transaction === undefined || transaction.ended) return { app, server };
  const requestId = transaction.details?.header?.('x-request-id');
  return {
    app,
    server,
    transaction: transaction.root.name,
    ...(requestId === undefined ? {} : { requestId }),
    ...(transaction.trace === undefined ? {} : { traceId: transaction.trace.traceId }),
  };
}

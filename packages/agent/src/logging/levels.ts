/** Which lines of a log go into the record of their transaction: warnings and above, as loggers name them. */

/** Of npm's and syslog's levels, and of pino's. */
const WARN_AND_ABOVE: ReadonlySet<string> = new Set([
  'warn',
  'warning',
  'error',
  'err',
  'fatal',
  'crit',
  'critical',
  'alert',
  'emerg',
  'emergency',
]);

export const isWarning = (level: string): boolean => WARN_AND_ABOVE.has(level);

const PINO_WARN = 40;
const PINO_NAMES: Readonly<Record<number, string>> = { 40: 'warn', 50: 'error', 60: 'fatal' };

/** The name of one of pino's numbers; undefined below a warning. */
export const pinoLevel = (level: number): string | undefined =>
  level < PINO_WARN ? undefined : (PINO_NAMES[level] ?? `level ${level}`);

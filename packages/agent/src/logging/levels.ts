/** Levels of log lines as loggers name them, as one number: pino's. */

/** npm's, syslog's, pino's and console's. */
const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['trace', 10],
  ['silly', 10],
  ['verbose', 20],
  ['debug', 20],
  ['info', 30],
  ['http', 30],
  ['log', 30],
  ['notice', 30],
  ['warn', 40],
  ['warning', 40],
  ['error', 50],
  ['err', 50],
  ['fatal', 60],
  ['crit', 60],
  ['critical', 60],
  ['alert', 60],
  ['emerg', 60],
  ['emergency', 60],
]);
const PINO_NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

export const WARN = 40;

/** An own level, whose weight nobody knows, counts as info. */
export const severityOf = (level: string): number => SEVERITIES.get(level) ?? 30;

/** The name of one of pino's numbers. */
export const pinoLevel = (level: number): string => PINO_NAMES[level] ?? `level ${level}`;

/** The log: one line an event, text for people or JSON for machines. Where lines go, and the clock, are passed in. */
import type { LogFormat, LogLevel } from './options.ts';

/** Fields of a line beside its words; values that JSON can say. */
type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one line with its end. */
  readonly write: (line: string) => void;
  /** Epoch ms. */
  readonly clock: () => number;
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function createLogger(options: LoggerOptions): Logger {
  const least = levels.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (levels.indexOf(level) < least) return;
      const time = new Date(options.clock()).toISOString();
      options.write(
        options.format === 'json' ? jsonLine(time, level, message, fields) : textLine(time, level, message, fields),
      );
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

const jsonLine = (time: string, level: LogLevel, message: string, fields: LogFields): string =>
  `${JSON.stringify({ time, level, message, ...fields })}\n`;

/** `2026-01-02T03:04:05.678Z info  message key=value`; a line's own line ends are indented, so that a line stays one event. */
function textLine(time: string, level: LogLevel, message: string, fields: LogFields): string {
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}=${typeof value === 'string' && /[\s"=]/.test(value) ? JSON.stringify(value) : value}`,
    )
    .join('');
  return `${time} ${level.padEnd(5)} ${plain(message)}${shown}\n`;
}

/** Control characters out: a log line may carry what a client sent. */
const plain = (text: string): string => text.replaceAll('\n', '\n    ').replace(/[^\n\P{Cc}]/gu, '?');

/** Writes nothing: for tests and for one-shot commands. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

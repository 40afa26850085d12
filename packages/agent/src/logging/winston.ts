/** A format for winston that adds the fields of the running transaction to each line, and keeps those that are asked for in its record. */
import type { LogTaker } from './log-taker.ts';
import type { WinstonFormat } from './winston-format.ts';

/** The level as it was logged, whatever a format before (colours) made of it. */
const LEVEL: symbol = Symbol.for('level');

/** winston's info: the level and the message, under symbols what no format has changed. */
type Info = Record<PropertyKey, unknown>;

export const winstonFormat = (taker: LogTaker): WinstonFormat => ({
  transform: (given) => {
    const info = given as Info;
    const level = String(info[LEVEL] ?? info['level']);
    taker.logged(level, () => String(info['message']));
    // The line's own fields win.
    for (const [key, value] of Object.entries(taker.fields())) info[key] ??= value;
    return given;
  },
});

/** The kinds of value that StatsD's configuration has. Numbers may be written as text, as templates of containers do. */
import { isIP } from 'node:net';

export interface Value<T> {
  /** Completes "allowed is …". */
  readonly allowed: string;
  /** Undefined when the value is not allowed. */
  parse(given: unknown): T | undefined;
}

export const flag: Value<boolean> = {
  allowed: 'true or false',
  parse: (given) => (typeof given === 'boolean' ? given : undefined),
};

/** StatsD only asks whether there is something: 1 and 'yes' switch on, 0 and '' off. */
export const truthy: Value<boolean> = { allowed: 'anything', parse: Boolean };

const numberOf = (given: unknown): number | undefined => {
  const number = typeof given === 'string' && /^\s*[-+]?\d{1,15}(\.\d{1,15})?\s*$/.test(given) ? Number(given) : given;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

export const numberIn = (allowed: string, fits: (value: number) => boolean): Value<number> => ({
  allowed,
  parse: (given) => {
    const number = numberOf(given);
    return number !== undefined && fits(number) ? number : undefined;
  },
});

export const wholeIn = (least: number, most: number): Value<number> =>
  numberIn(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );

/** 0 stands for the default there, and for a free port here: it is refused where the difference would go unseen. */
export const port: Value<number> = { ...wholeIn(1, 65_535), allowed: 'a port from 1 to 65535' };

export function oneOf<T extends string>(...words: readonly T[]): Value<T> {
  return { allowed: words.join(', '), parse: (given) => words.find((word) => word === given) };
}

export const host: Value<string> = {
  allowed: "a host's name or IP address",
  parse: (given) => {
    if (typeof given !== 'string') return undefined;
    const bare = given.trim().replace(/^\[(.*)\]$/, '$1');
    return isIP(bare) !== 0 ||
      /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_-]+)*\.?$/.test(bare)
      ? bare
      : undefined;
  },
};

/** Below the 108 bytes that a socket's address has on Linux. */
export const socketPath: Value<string> = {
  allowed: 'a path of at most 107 bytes',
  parse: (given) =>
    typeof given === 'string' && given !== '' && !given.includes('\0') && Buffer.byteLength(given) <= 107
      ? given
      : undefined,
};

/** File mode, as a number: 0o660 is 432. */
export const fileMode: Value<number> = {
  allowed: "a file mode such as '0660', in octal as text",
  parse: (given) => {
    if (typeof given === 'string')
      return /^(0o?)?[0-7]{3,4}$/.test(given) ? Number.parseInt(given.replace('o', ''), 8) : undefined;
    return typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 0o7777 ? given : undefined;
  },
};

const SEGMENTS = /^[A-Za-z0-9_:@+%-]+(\.[A-Za-z0-9_:@+%-]+)*$/;

/** Part of a metric's name. The tree `carpy` is the agents': what StatsD's own settings place must not fall into it. */
export const nameFirst = (mayBeEmpty: boolean): Value<string> => ({
  allowed: `segments of letters, digits and _ : @ + % - with dots between, up to 200 characters, the first not carpy${mayBeEmpty ? ", or ''" : ''}`,
  parse: (given) => {
    if (given === '' && mayBeEmpty) return '';
    return typeof given === 'string' && given.length <= 200 && SEGMENTS.test(given) && given.split('.')[0] !== 'carpy'
      ? given
      : undefined;
  },
});

/** A segment or more at the end of each name. */
export const nameLast: Value<string> = {
  allowed: "segments of letters, digits and _ : @ + % - with dots between, up to 200 characters, or ''",
  parse: (given) =>
    typeof given === 'string' && given.length <= 200 && (given === '' || SEGMENTS.test(given)) ? given : undefined,
};

export const textUpTo = (most: number): Value<string> => ({
  allowed: `text of at most ${most} characters`,
  parse: (given) => (typeof given === 'string' && given.length <= most ? given : undefined),
});

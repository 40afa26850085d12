/** A line as StatsD takes it apart, to be put together again in other words. */

export interface Part {
  readonly value: string;
  /** Undefined where there was no `|`. */
  readonly type: string | undefined;
  readonly fields: readonly string[];
}

export interface Line {
  readonly key: string;
  readonly parts: readonly Part[];
  /** What stands between the first `|#` and the second; undefined without one. */
  readonly tags: string | undefined;
}

export function readLine(text: string): Line {
  const [body = '', tags] = text.split('|#');
  const [key = '', ...parts] = body.split(':');
  return { key, parts: parts.map(readPart), tags };
}

function readPart(text: string): Part {
  const [value = '', type, ...fields] = text.split('|');
  return { value, type, fields };
}

export function printLine({ key, parts, tags }: Line): string {
  const printed = parts.map(({ value, type, fields }) =>
    [value, ...(type === undefined ? [] : [type]), ...fields].join('|'),
  );
  return [key, ...printed].join(':') + (tags === undefined ? '' : `|#${tags}`);
}

/** A part that StatsD counts as one bad line, whatever the key. */
export const BAD_PART: Part = { value: 'x', type: undefined, fields: [] };
/** A line that it counts as bad. */
export const BAD_LINE = 'bad';

/** Types are trimmed there too, when the value is taken. */
export const isType = (part: Part, ...types: readonly string[]): boolean => types.includes(part.type?.trim() ?? 'none');

/** What StatsD's parser takes for a number. */
export const isNumber = (text: string): boolean => text !== '' && !Number.isNaN(Number(text));

/** What we do. */
export const isDecimal = (text: string): boolean =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));

/** Reads the fields of a JSON body by name, within bounds. Each fault is a CARPY_BAD_REQUEST that names the field's path. */
import { badRequest } from './errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${path}: ${told(value)} was sent, an object is needed`);
  return value as Fields;
}

/** Unknown fields are refused where people write the body by hand: a slip must not be lost in silence. */
export function onlyFields(fields: Fields, path: string, known: readonly string[]): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name))
      throw badRequest(`${path}.${name.slice(0, 100)}: unknown field, there are ${known.join(', ')}`);
  }
}

const absent = (value: unknown): boolean => value === undefined || value === null;

/** Text of 1 (or `least`) to `most` characters. */
export function textOf(value: unknown, path: string, most: number, least = 1): string {
  if (typeof value !== 'string' || value.length < least || value.length > most) {
    throw badRequest(`${path}: ${told(value)} was sent, text of ${least} to ${most} characters is needed`);
  }
  return value;
}

export const optionalTextOf = (value: unknown, path: string, most: number): string | undefined =>
  absent(value) ? undefined : textOf(value, path, most);

/** A finite number of `least` to `most`. */
export function numberOf(value: unknown, path: string, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw badRequest(`${path}: ${told(value)} was sent, a number from ${least} to ${most} is needed`);
  }
  return value;
}

export const optionalNumberOf = (value: unknown, path: string, least: number, most: number): number | undefined =>
  absent(value) ? undefined : numberOf(value, path, least, most);

/** A list of at most `most`; absent is empty. */
export function listOf(value: unknown, path: string, most: number): readonly unknown[] {
  if (absent(value)) return [];
  if (!Array.isArray(value) || value.length > most)
    throw badRequest(`${path}: ${told(value)} was sent, a list of at most ${most} is needed`);
  return value;
}

/** What was sent, short. */
function told(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string')
    return value.length > 60 ? `text of ${value.length} characters` : JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

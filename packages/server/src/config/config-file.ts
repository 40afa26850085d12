/** The configuration file: finding it and reading it into keys and plain values. Which keys there are is not its business. */
import { CarpyError, fileFault } from '@carpy/core';
import type { Given } from './option.ts';
import { unreadable } from './unreadable.ts';

/** Files as configuration sees them; absolute paths. */
export interface ConfigFiles {
  /** The file's text; undefined when there is no such file. Throws when it can't be read. */
  read(path: string): string | undefined;
}

export const CONFIG_FILE_NAMES = ['carpy.config.json', 'carpy.config.yaml', 'carpy.config.yml'] as const;
/** What --config takes. */
export const CONFIG_FILE_ALLOWED = 'a .json, .yaml or .yml file';
/** Longer files are refused: a configuration of this size is not one. */
const MAX_LENGTH = 1_048_576;

export interface ConfigFile {
  /** As the user would name it. */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Reads the file asked for, or the one of the usual names in `dir`; undefined when there is none. Throws CARPY_BAD_CONFIG. */
export async function readConfigFile(
  asked: { readonly name: string; readonly path: string; readonly origin: string } | undefined,
  usual: readonly { readonly name: string; readonly path: string }[],
  files: ConfigFiles,
): Promise<ConfigFile | undefined> {
  if (asked !== undefined) {
    const text = read(asked.name, asked.path, files, asked.origin);
    if (text === undefined)
      throw new CarpyError('CARPY_BAD_CONFIG', unreadable(asked.origin, asked.name, undefined, CONFIG_FILE_ALLOWED));
    return { name: asked.name, values: await parse(asked.name, text) };
  }
  const found = usual.flatMap(({ name, path }) => {
    const text = read(name, path, files);
    return text === undefined ? [] : [{ name, text }];
  });
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${first.name} and ${second.name} are both there: keep one, or name one with --config`,
    );
  }
  return { name: first.name, values: await parse(first.name, first.text) };
}

/** `origin`: where the file was asked for; it is a usual one without. */
function read(name: string, path: string, files: ConfigFiles, origin?: string): string | undefined {
  let text: string | undefined;
  try {
    text = files.read(path);
  } catch (e) {
    const fault =
      origin === undefined
        ? `${name}: cannot be read: ${fileFault(e)}`
        : unreadable(origin, name, e, CONFIG_FILE_ALLOWED);
    throw new CarpyError('CARPY_BAD_CONFIG', fault, { cause: e });
  }
  if (text !== undefined && text.length > MAX_LENGTH) {
    throw new CarpyError('CARPY_BAD_CONFIG', `${name}: ${text.length} characters, at most ${MAX_LENGTH} are read`);
  }
  return text;
}

async function parse(name: string, text: string): Promise<ReadonlyMap<string, unknown>> {
  let value: unknown;
  try {
    // YAML is loaded only for YAML files: most starts need not pay for it.
    value = /\.ya?ml$/.test(name)
      ? (await import('yaml')).parse(text, { maxAliasCount: 10 })
      : JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (e) {
    throw new CarpyError('CARPY_BAD_CONFIG', `${name}: ${messageOf(e)}`, { cause: e });
  }
  if (value === null || value === undefined) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new CarpyError(
      'CARPY_BAD_CONFIG',
      `${name}: an object of keys and values is needed, ${Array.isArray(value) ? 'a list' : `a ${typeof value}`} was given`,
    );
  }
  return new Map(Object.entries(value));
}

const messageOf = (e: unknown): string => (e instanceof Error ? (e.message.split('\n')[0] as string) : String(e));

/** A value as an option can take it; undefined for lists, objects and null. */
export function givenOf(value: unknown): Given | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** Reads `--flag value`, `--flag=value` and switches (`--flag`, `--no-flag`) of the options in options.ts. */
import { CarpyError, didYouMean } from '@carpy/core';
import { options, type SettingName, settingNames, settingOfFlag } from './options.ts';

/** What flags gave, as text; the last of several wins. */
export type FlagValues = ReadonlyMap<SettingName, string>;

/** Throws CARPY_BAD_CONFIG for an unknown flag, a flag without its value, and a word that belongs to no flag. */
export function readFlags(argv: readonly string[]): FlagValues {
  const values = new Map<SettingName, string>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (!word.startsWith('--')) {
      throw new CarpyError(
        'CARPY_BAD_CONFIG',
        `"${word}" is not expected here: options start with --, see carpy serve --help`,
      );
    }
    const equals = word.indexOf('=');
    const flag = word.slice(2, equals === -1 ? undefined : equals);
    let name = settingOfFlag(flag);
    if (name === undefined && flag.startsWith('no-') && equals === -1) {
      name = settingOfFlag(flag.slice(3));
      if (name !== undefined && options[name].kind.placeholder === undefined) {
        values.set(name, 'false');
        continue;
      }
      name = undefined;
    }
    if (name === undefined) {
      const known = settingNames.map((setting) => `--${options[setting].flag}`);
      throw new CarpyError(
        'CARPY_BAD_CONFIG',
        `--${flag}: unknown option${didYouMean(`--${flag}`, known)}; see carpy serve --help`,
      );
    }
    if (equals !== -1) values.set(name, word.slice(equals + 1));
    else if (options[name].kind.placeholder === undefined) values.set(name, 'true');
    else {
      const value = argv[++i];
      if (value === undefined || value.startsWith('--')) {
        throw new CarpyError(
          'CARPY_BAD_CONFIG',
          `--${flag}: a value is missing, allowed is ${options[name].kind.allowed}`,
        );
      }
      values.set(name, value);
    }
  }
  return values;
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationPage, optionsHelp } from '../src/config/docs.ts';
import { options, settingNames } from '../src/config/options.ts';
import { errorsPage } from '../src/http/errors-page.ts';

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('docs/configuration.md is what the options say', () => {
  expect(page('configuration.md')).toBe(configurationPage());
});

it('docs/errors.md is what the codes say', () => {
  expect(page('errors.md')).toBe(errorsPage());
});

it('the help names every option and its default', () => {
  const help = optionsHelp();
  for (const name of settingNames) expect(help).toContain(`--${options[name].flag}`);
  expect(help).toContain('Default: 2277.');
});

it('every flag is the name of its setting without the unit', () => {
  for (const name of settingNames) {
    const words = options[name].flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect([words, `${words}Ms`, `${words}Bytes`]).toContain(name);
  }
});

it('every default is a value that its own option allows', () => {
  for (const name of settingNames) {
    const { kind, fallback } = options[name] as {
      kind: { parse(given: string): unknown; show(value: unknown): string };
      fallback: unknown;
    };
    if (fallback !== undefined) expect(kind.parse(kind.show(fallback)), name).toEqual(fallback);
  }
});

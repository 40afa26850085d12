import { readFileSync, writeFileSync } from 'node:fs';
import { functions } from '@carpy/graphite';
import { expect, it } from 'vitest';
import { functionsPage } from '../src/functions-page.ts';

const file = new URL('../../../docs/graphite-functions.md', import.meta.url);
if (process.env['CARPY_TEST_UPDATE'] === '1') writeFileSync(file, functionsPage());

it('docs/graphite-functions.md is what the registry says', () => {
  expect(readFileSync(file, 'utf8')).toBe(functionsPage());
});

it('names every function once, with its example', () => {
  const page = functionsPage();
  for (const { name, example } of functions) {
    expect(page.split(`\n### ${name}\n`)).toHaveLength(2);
    expect(page).toContain(`\nExample: \`${example}\`\n`);
  }
});

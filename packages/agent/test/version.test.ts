import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AGENT_NAME, AGENT_VERSION } from '../src/version.ts';

it('is what package.json says', () => {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect({ name: AGENT_NAME, version: AGENT_VERSION }).toEqual({ name, version });
});

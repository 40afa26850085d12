import { REDACTIONS } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { privacyOptions } from '../src/config/privacy-options.ts';
import { RedactionRules } from '../src/privacy/redaction-rules.ts';

const load = async (
  ...argv: string[]
): Promise<{ redact: readonly string[]; redactPatterns: unknown; recordsContext: unknown }> =>
  (await loadConfig({ argv, env: {}, cwd: '/srv', files: { read: () => undefined } })).config;

const usual = REDACTIONS.filter(({ optional }) => optional !== true).map(({ name }) => name);

describe('--redact', () => {
  it.each([
    [[], usual],
    [
      ['--redact', 'ip'],
      [...usual, 'ip'],
    ],
    [['--redact', '-email, -iban'], usual.filter((name) => name !== 'email' && name !== 'iban')],
    [
      ['--redact', 'ip,-email'],
      [...usual.filter((name) => name !== 'email'), 'ip'],
    ],
    [['--redact', 'off'], []],
  ])('%j', async (argv, names) => {
    const { redact } = await load(...argv);
    expect(redact).toEqual(names);
    expect(privacyOptions.redact.kind.parse(privacyOptions.redact.kind.show(redact))).toEqual(names);
    expect(new RedactionRules({ on: redact }).redactions.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['--redact', 'phone', 'email'],
    ['--redact-patterns', 'x', 'NAME=PATTERN'],
    ['--redact-patterns', 'email=a', 'no built-in pattern has'],
    ['--redact-patterns', 'a=(', 'NAME=PATTERN'],
    ['--redact-patterns', 'a=1;;a=2', 'NAME=PATTERN'],
    ['--redact', 'email,,ip', 'separated by commas'],
    ['--records-context', 'a*b', '* at the end'],
    ['--records-context', 'a,,b', 'none of them empty'],
    ['--records-context', ',', 'none of them empty'],
    ['--records-context', ' ', 'none of them empty'],
    ['--records-context', 'a,', 'none of them empty'],
    ['--records-context', Array.from({ length: 101 }, (_, i) => `k${i}`).join(), 'at most 100'],
  ])('%s %s is refused', async (flag, value, allowed) => {
    await expect(load(flag, value)).rejects.toThrow(allowed);
  });

  it('takes own patterns and keys of the context', async () => {
    const { redactPatterns, recordsContext } = await load(
      '--redact-patterns',
      'customer=C-\\d{6};;ticket=T[0-9]+',
      '--records-context',
      'user.plan, header.*',
    );
    expect(redactPatterns).toEqual([
      { name: 'customer', pattern: 'C-\\d{6}' },
      { name: 'ticket', pattern: 'T[0-9]+' },
    ]);
    expect(recordsContext).toEqual(['user.plan', 'header.*']);
  });
});

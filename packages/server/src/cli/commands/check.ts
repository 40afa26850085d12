/** `carpy check`: validates the configuration and prints what is in effect, with where each value came from. Starts nothing. */

import { graphiteConfLines } from '../../config/graphite-conf.ts';
import { keyOf, type Option } from '../../config/option.ts';
import { options, settingNames } from '../../config/options.ts';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { configurationOf } from '../configuration.ts';
import type { CliIo } from '../io.ts';

export const check: CliCommand = {
  name: 'check',
  add: (program, io, run) => {
    program
      .command('check')
      .summary('check the configuration and print it')
      .description(
        'Reads flags, CARPY_* variables and the configuration file as serve does, and prints each value with where it came from. Starts nothing. Exits with 1 when the configuration is bad.',
      )
      .usage('[options of serve]')
      .allowUnknownOption()
      .allowExcessArguments()
      .action((_, command: { args: string[] }) => run(() => printConfiguration(command.args, io)));
  },
};

async function printConfiguration(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { config, origins, warnings, file } = await configurationOf(argv, io);
  for (const warning of warnings) io.stderr(`carpy: warning: ${warning}\n`);
  const rows = settingNames.map((name) => {
    const { flag, kind } = options[name] as Option<unknown>;
    const value = kind.show(config[name]);
    return { key: keyOf(flag), value: value === '' ? 'none' : value, origin: origins[name] };
  });
  const wide = (column: 'key' | 'value'): number => Math.max(...rows.map((row) => row[column].length));
  for (const { key, value, origin } of rows)
    io.stdout(`${key.padEnd(wide('key'))}  ${value.padEnd(wide('value'))}  ${origin}\n`);
  for (const line of graphiteConfLines(config.graphiteConfTexts)) io.stdout(`${line}\n`);
  io.stderr(`The configuration is good; ${file === undefined ? 'no file was read' : `${file} was read`}.\n`);
  return EXIT.ok;
}

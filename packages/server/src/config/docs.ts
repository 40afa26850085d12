/** Renders the option table as text: `carpy serve --help` and docs/configuration.md. */
import { envOf, keyOf, type Option } from './option.ts';
import { options, type SettingName, settingNames } from './options.ts';

const optionOf = (name: SettingName): Option<unknown> => options[name] as Option<unknown>;

/** `--http-port PORT`, `--print-ports`. */
function flagWithValue(name: SettingName): string {
  const { flag, kind } = optionOf(name);
  return kind.placeholder === undefined ? `--${flag}` : `--${flag} ${kind.placeholder}`;
}

/** The default as one would write it: `2277`, `that of --host`, `none`. */
function defaultOf(name: SettingName): string {
  const { kind, fallback, follows } = optionOf(name);
  if (follows !== undefined) return `that of --${follows}`;
  const shown = kind.show(fallback);
  if (kind.placeholder === undefined) return fallback === true ? 'on' : 'off';
  return shown === '' ? 'none' : shown;
}

/** One block an option, for a terminal `width` columns wide. */
export function optionsHelp(width = 100): string {
  const blocks = settingNames.map((name) => {
    const words = `${optionOf(name).help} Default: ${defaultOf(name)}.`.split(' ');
    const lines = [''];
    for (const word of words) {
      const last = lines.at(-1) as string;
      if (last !== '' && last.length + word.length + 7 > width) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return [`  ${flagWithValue(name)}`, ...lines.map((line) => `      ${line}`)].join('\n');
  });
  return blocks.join('\n');
}

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The whole of docs/configuration.md. */
export function configurationPage(): string {
  const sections = settingNames.map((name) => {
    const { flag, kind, help, inFile } = optionOf(name);
    const key = inFile === false ? 'not in a file' : code(keyOf(flag));
    return [
      `### ${keyOf(flag)}`,
      '',
      help,
      '',
      `- Flag: ${code(flagWithValue(name))}${kind.placeholder === undefined ? `, or ${code(`--no-${flag}`)}` : ''}`,
      `- Variable: ${code(envOf(flag))}`,
      `- File key: ${key}`,
      `- Allowed: ${kind.allowed}`,
      `- Default: ${defaultOf(name)}`,
      '',
    ].join('\n');
  });
  const rows = settingNames.map(
    (name) => `| ${code(cell(flagWithValue(name)))} | ${code(envOf(optionOf(name).flag))} | ${defaultOf(name)} |`,
  );
  return `${[
    '# Configuration',
    '',
    '<!-- Made from packages/server/src/config/options.ts. Change it there; a test compares. -->',
    '',
    'No option needs setting: `carpy` starts on loopback with everything in `./carpy-data`.',
    '',
    'An option can be given as a flag, as a `CARPY_*` variable, or in a file. A flag wins over a variable, a variable over the file, the file over the default.',
    '`carpy check` takes the same options, checks them, and prints each value with where it came from.',
    '',
    '| flag | variable | default |',
    '|---|---|---|',
    ...rows,
    '',
    '## The file',
    '',
    '`carpy.config.json`, `carpy.config.yaml` or `carpy.config.yml` in the current folder is read if there is one; `--config FILE` names another. It is one flat object:',
    '',
    '```json',
    '{',
    '  "httpPort": 2277,',
    '  "statsdPort": "off",',
    '  "flushInterval": "10s",',
    '  "retention": "10s:2d,1m:30d"',
    '}',
    '```',
    '',
    "A team that has StatsD's own configuration file can keep it: `--statsd-config statsd.js`. It is read as data and lies under everything said here; [statsd-server.md](statsd-server.md) lists what each of its options does.",
    '',
    '## Mistakes',
    '',
    'An unknown flag, an unknown key in the file, and a value that is not allowed stop the start. The message says where the value was given, what was given, and what is allowed.',
    'An unknown `CARPY_*` variable is one warning, and so is a `CARPY_..._PORT` that holds an address (`tcp://10.0.0.1:2277`): Kubernetes sets such variables for a service named carpy.',
    'A variable that is set but empty counts as not set.',
    '',
    "These variables belong to the agent and are left alone: `CARPY_APP`, `CARPY_SERVER`, `CARPY_VERSION`, `CARPY_STATSD`, `CARPY_URL`, `CARPY_KEY`, `CARPY_ENABLED`. `CARPY_APDEX_T` is read by both: in the agent it is the application's own threshold, in the server the one for everybody else.",
    '',
    '## Ports in use',
    '',
    "A port that was given and is taken stops the start, and the message names the process that holds it. When the default port of StatsD, its admin commands or one of carbon's is taken, the next free one is used instead; the start, the web UI and `--print-ports` say which. The default HTTP port is never moved.",
    '',
    '`--print-ports` prints one line when all listeners are up:',
    '',
    '```json',
    '{"http":"http://127.0.0.1:2277","statsd":{"udp":8125,"tcp":8125},"statsdAdmin":8126,"carbon":2003,"carbonPickle":2004}',
    '```',
    '',
    'A listener that is off is `null`.',
    '',
    '## Options',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`;
}

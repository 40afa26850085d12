/** CARPY_* variables that nobody reads: worth one warning, never a stop, since Kubernetes injects such for a service named carpy. */

import { didYouMean } from '@carpy/core';
import { envOf } from './option.ts';
import { options, settingNames } from './options.ts';

/** Read by the agent, not by the server; one machine often has both. */
const AGENT_VARIABLES: readonly string[] = [
  'CARPY_APP',
  'CARPY_SERVER',
  'CARPY_VERSION',
  'CARPY_STATSD',
  'CARPY_URL',
  'CARPY_KEY',
  'CARPY_APDEX_T',
  'CARPY_ENABLED',
];

/** No line, or one that names every variable which is ignored. */
export function envWarning(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const read = settingNames.map((name) => envOf(options[name].flag));
  const known = new Set([...read, ...AGENT_VARIABLES]);
  const ignored = Object.keys(env)
    .filter((name) => name.startsWith('CARPY_') && !name.startsWith('CARPY_TEST_'))
    .filter((name) => !known.has(name) || (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(env[name] ?? '')))
    .sort();
  if (ignored.length === 0) return [];
  const named = ignored
    .slice(0, 10)
    .map((name) => `${name}${known.has(name) ? ' (an address, not a port)' : didYouMean(name, known)}`);
  const more = ignored.length > 10 ? ` and ${ignored.length - 10} more` : '';
  return [`environment variables ignored, no option has these names: ${named.join(', ')}${more}`];
}

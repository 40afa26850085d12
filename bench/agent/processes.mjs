// The processes of this benchmark: what is measured on one core, all others on another where the machine has two and `taskset`.
import { fork, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { root } from '../carpy-process.mjs';
import { processOf } from './variants.mjs';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;
const MEASURED_CORE = '0';
const OTHERS_CORE = '1';

/** A file of this folder as a child process that is asked by messages, one at a time. */
function start(file, { core, args = [], env = {}, nodeArgs = [] }) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    cwd: root,
    execArgv: nodeArgs,
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', ...env },
  });
  if (canPin) spawnSync('taskset', ['-a', '-p', '-c', core, String(child.pid)]);
  const answer = () =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`${file} ${args.slice(0, 2).join(' ')} ended with ${code}`));
      child.once('exit', ended).once('message', (message) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
  return {
    first: answer(),
    ask: (message) => {
      const answered = answer();
      child.send(message);
      return answered;
    },
    end: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

export async function startBackends() {
  const backends = start('backends.mjs', { core: OTHERS_CORE });
  return { ...backends, addresses: await backends.first };
}

export const startLoad = () => start('load.mjs', { core: OTHERS_CORE });

/** The application `file` with one variant's agent; `{missing}`, the reason, where that can't be had. */
export function startMeasured(file, variant, addresses, { args = [], nodeArgs = [] } = {}) {
  const { missing, args: own, env } = processOf(variant, addresses);
  if (missing !== undefined) return { missing };
  return start(file, {
    core: MEASURED_CORE,
    args: [...args, variant, JSON.stringify(addresses)],
    env,
    nodeArgs: [...nodeArgs, ...own],
  });
}

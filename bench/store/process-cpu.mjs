// CPU of another process, all its threads, and the wait until it has nothing more to do. Linux.
import { readFileSync } from 'node:fs';
import { wait } from '../carpy-process.mjs';

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Waits until the process took less than 5 % of a core for two seconds; answers its CPU before those. */
export async function cpuWhenIdle(pid) {
  for (;;) {
    const before = cpuSeconds(pid);
    await wait(2_000);
    if (cpuSeconds(pid) - before < 0.1) return before;
  }
}

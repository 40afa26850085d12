/** Starts `carpy relay` as a user would, on free ports. */
import { spawn } from 'node:child_process';
import { bin, exitOf } from './carpy-process.ts';

export interface RelayProcess {
  readonly udp: number;
  readonly admin: number;
  stop(): Promise<number | null>;
}

export async function startRelayProcess(args: readonly string[]): Promise<RelayProcess> {
  const child = spawn(process.execPath, [bin, 'relay', '--port', '0', '--admin-port', '0', '--print-ports', ...args]);
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const exited = exitOf(child);
  const ports = await new Promise<{ statsd: { udp: number }; statsdAdmin: number }>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out));
    });
    void exited.then((code) => reject(new Error(`the relay ended with ${code} before it listened: ${err}`)));
  });
  return {
    udp: ports.statsd.udp,
    admin: ports.statsdAdmin,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      return exited;
    },
  };
}

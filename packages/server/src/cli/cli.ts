/** The entry of the `carpy` command. */
import { fileURLToPath } from 'node:url';
import { type CliIo, diskFiles } from './io.ts';
import { runCli } from './run-cli.ts';
import { packageVersion } from './version.ts';

// Whoever read our output may go away first; that must not end a server.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const io: CliIo = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  files: diskFiles,
  version: packageVersion(),
  clock: Date.now,
  onStopSignal: (act) => {
    process.on('SIGTERM', act).on('SIGINT', act);
    return () => process.off('SIGTERM', act).off('SIGINT', act);
  },
  // Loaded when a server is wanted: --help and mark need none of it.
  startServer: async (config, deps) => (await import('../main.ts')).startServer(config, deps),
  demoEntry: fileURLToPath(new URL('./demo.js', import.meta.url)),
};

const code = await runCli(process.argv.slice(2), io);
// Output to a pipe may still be under way, and a thread that hangs must not keep the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

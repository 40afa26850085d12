/** PostgreSQL. User `postgres` without a password. It refuses to be root, and runs as the package's own user then. */
import { chownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, freePort } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type ProgramOptions, type Service } from './service.ts';

const DEBIAN = '/usr/lib/postgresql';

/** Debian keeps each major's programs in a folder of its own; the newest is taken. */
function programOf(name: string): string | undefined {
  let majors: string[] = [];
  try {
    majors = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  } catch {
    // Not Debian's.
  }
  return findProgram(
    name,
    majors.map((major) => join(DEBIAN, major, 'bin')),
  );
}

/** Who to be: the user `postgres` for root, else oneself. */
function identity(): Required<Pick<ProgramOptions, 'uid' | 'gid'>> | Record<string, never> | undefined {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** `SSLRequest`, the one message that needs no user: answered by one letter. */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

export const postgresql: Service = defineService({
  name: 'postgresql',
  missing: async () => {
    if (!programOf('initdb') || !programOf('postgres'))
      return 'postgres is not here; on Debian: apt-get install postgresql';
    return identity() === undefined ? 'postgres refuses to run as root, and there is no user postgres' : undefined;
  },
  launch: async ({ folder, run }) => {
    const who = identity() ?? {};
    if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
    const data = join(folder, 'data');
    const init = run(
      programOf('initdb') as string,
      ['-D', data, '-A', 'trust', '-U', 'postgres', '-N', '-E', 'UTF8', '--locale=C'],
      who,
    );
    await init.succeeds();
    const port = await freePort();
    const program = run(
      programOf('postgres') as string,
      [
        ...['-D', data, '-p', String(port), '-k', folder],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
      ],
      // SIGTERM would have it wait for its clients.
      { ...who, endSignal: 'SIGINT' },
    );
    await answers(program, port, { say: SSL_REQUEST, good: (answer) => answer[0] === 78 || answer[0] === 83 });
    return port;
  },
});

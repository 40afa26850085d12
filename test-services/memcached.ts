import { answers, freePort } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type Service } from './service.ts';

export const memcached: Service = defineService({
  name: 'memcached',
  missing: async () =>
    findProgram('memcached') ? undefined : 'memcached is not here; on Debian: apt-get install memcached',
  launch: async ({ run }) => {
    const port = await freePort();
    // It refuses to be root; -u counts only there.
    const program = run(findProgram('memcached') as string, [
      ...['-u', 'nobody', '-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', '16'],
    ]);
    await answers(program, port, { say: 'version\r\n', good: (answer) => answer.includes('VERSION') });
    return port;
  },
});

import { answers, freePort } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type Service } from './service.ts';

export const redis: Service = defineService({
  name: 'redis',
  missing: async () =>
    findProgram('redis-server') ? undefined : 'redis-server is not here; on Debian: apt-get install redis-server',
  launch: async ({ folder, run }) => {
    const port = await freePort();
    const program = run(findProgram('redis-server') as string, [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    ]);
    await answers(program, port, { say: 'PING\r\n', good: (answer) => answer.includes('+PONG') });
    return port;
  },
});

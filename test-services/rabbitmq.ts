/** RabbitMQ. User `guest`, password `guest`. Its port mapper, epmd, is one of our own, so that none is left behind. */
import { join } from 'node:path';
import { answers, freePorts } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type Service } from './service.ts';

const server = (): string | undefined => findProgram('rabbitmq-server', ['/usr/lib/rabbitmq/bin']);

export const rabbitmq: Service = defineService({
  name: 'rabbitmq',
  missing: async () =>
    server() && findProgram('epmd')
      ? undefined
      : 'rabbitmq-server is not here; on Debian: apt-get install rabbitmq-server',
  launch: async ({ folder, run }) => {
    const [port, dist, mapper] = (await freePorts(3)) as [number, number, number];
    const epmd = run(findProgram('epmd') as string, ['-port', String(mapper), '-address', '127.0.0.1']);
    // NAMES_REQ, answered with epmd's own port.
    await answers(epmd, mapper, { say: Uint8Array.of(0, 1, 110), good: (answer) => answer.length >= 4 });
    const env = {
      HOME: folder,
      ERL_EPMD_PORT: String(mapper),
      RABBITMQ_NODENAME: `carpy${port}@localhost`,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(dist),
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    };
    const program = run(server() as string, [], { env });
    // A header of a protocol that it does not speak: it answers with the one that it does.
    await answers(program, port, { say: 'AMQP\0\0\0\0', good: (answer) => answer.includes('AMQP') }, 60_000);
    return port;
  },
});

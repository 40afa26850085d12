/** Kafka: one node in KRaft mode. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './cache.ts';
import { jarsOf } from './maven.ts';
import { answers, freePorts } from './network.ts';
import { defineService, type Service } from './service.ts';

const jars = (): Promise<string> => jarsOf('org.apache.kafka', 'kafka_2.13', '3.9.1');

/** ApiVersions 0 with correlation id 7; the answer carries the id. */
const API_VERSIONS = Uint8Array.of(0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 255, 255);

export const kafka: Service = defineService({
  name: 'kafka',
  missing: () => reasonOf('kafka', jars),
  launch: async ({ folder, run }) => {
    const classes = join(await jars(), '*');
    const [port, controller] = (await freePorts(2)) as [number, number];
    const properties = join(folder, 'server.properties');
    writeFileSync(
      properties,
      `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${join(folder, 'data')}
num.partitions=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`,
    );
    const id = randomBytes(16).toString('base64url');
    const java = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', classes];
    await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties]).succeeds();
    const program = run('java', [...java, 'kafka.Kafka', properties]);
    await answers(program, port, { say: API_VERSIONS, good: (answer) => answer[7] === 7 }, 60_000);
    return port;
  },
});

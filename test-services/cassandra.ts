/** Cassandra: one node, data centre `datacenter1`. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './cache.ts';
import { jarsOf } from './maven.ts';
import { answers, freePorts } from './network.ts';
import { defineService, type Service } from './service.ts';

const jars = (): Promise<string> => jarsOf('org.apache.cassandra', 'cassandra-all', '5.0.9');

/** What Java 17 must be told to open for Cassandra 5, as its own start script does. */
const EXPORTS: readonly string[] = [
  'java.base/jdk.internal.misc',
  'java.base/java.lang.ref',
  'java.base/sun.nio.ch',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.rmi/sun.rmi.transport.tcp',
  'java.sql/java.sql',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.unsupported/sun.misc',
  'jdk.attach/sun.tools.attach',
];
const OPENS: readonly string[] = [
  ...[
    'lang',
    'io',
    'lang.reflect',
    'lang.module',
    'util',
    'util.concurrent',
    'util.concurrent.atomic',
    'nio',
    'net',
  ].map((name) => `java.base/java.${name}`),
  ...['loader', 'math', 'module', 'ref', 'reflect', 'util.jar'].map((name) => `java.base/jdk.internal.${name}`),
  'java.base/sun.nio.ch',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.management/com.sun.management.internal',
];

/** OPTIONS in version 4 of the protocol; answered by SUPPORTED, 6. */
const OPTIONS = Uint8Array.of(4, 0, 0, 0, 5, 0, 0, 0, 0);

export const cassandra: Service = defineService({
  name: 'cassandra',
  missing: () => reasonOf('cassandra', jars),
  launch: async ({ folder, run }) => {
    const lib = await jars();
    const [port, storage, jmx] = (await freePorts(3)) as [number, number, number];
    const conf = join(folder, 'conf');
    mkdirSync(conf);
    writeFileSync(join(conf, 'cassandra.yaml'), settings(folder, port, storage));
    writeFileSync(join(conf, 'logback.xml'), LOGBACK);
    const jamm = readdirSync(lib).find((file) => /^jamm-.*\.jar$/.test(file)) as string;
    const program = run('java', [
      ...[
        '-Xms512m',
        '-Xmx512m',
        '-XX:MaxDirectMemorySize=256m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Xss512k',
      ],
      `-javaagent:${join(lib, jamm)}`,
      ...EXPORTS.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
      ...OPENS.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
      ...['-Djdk.attach.allowAttachSelf=true', '-Dio.netty.tryReflectionSetAccessible=true'],
      ...[`-Dcassandra.config=file://${join(conf, 'cassandra.yaml')}`, `-Dcassandra.storagedir=${folder}`],
      ...[`-Dcassandra.logdir=${folder}`, '-Dcassandra-foreground=yes', `-Dcassandra.jmx.local.port=${jmx}`],
      ...['-Dcassandra.skip_wait_for_gossip_to_settle=0', '-Dcassandra.ring_delay_ms=100'],
      ...['-Dcassandra.superuser_setup_delay_ms=0', '-cp', `${conf}:${join(lib, '*')}`],
      'org.apache.cassandra.service.CassandraDaemon',
    ]);
    await answers(program, port, { say: OPTIONS, good: (answer) => answer[4] === 6 }, 240_000);
    return port;
  },
});

const settings = (folder: string, port: number, storage: number): string => `cluster_name: carpy-tests
num_tokens: 4
allocate_tokens_for_local_replication_factor: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider: [{ class_name: org.apache.cassandra.locator.SimpleSeedProvider, parameters: [{ seeds: '127.0.0.1:${storage}' }] }]
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: ${storage}
native_transport_port: ${port}
start_native_transport: true
data_file_directories: ['${folder}/data']
commitlog_directory: '${folder}/commitlog'
saved_caches_directory: '${folder}/saved_caches'
hints_directory: '${folder}/hints'
commitlog_sync: periodic
commitlog_sync_period: 1000ms
commitlog_segment_size: 8MiB
commitlog_total_space: 128MiB
memtable_heap_space: 64MiB
memtable_offheap_space: 64MiB
file_cache_size: 32MiB
networking_cache_size: 32MiB
key_cache_size: 16MiB
concurrent_compactors: 1
concurrent_reads: 8
concurrent_writes: 8
auto_snapshot: false
`;

const LOGBACK = `<configuration><appender name="O" class="ch.qos.logback.core.ConsoleAppender">
<encoder><pattern>%-5level [%thread] %F:%L - %msg%n</pattern></encoder></appender>
<root level="WARN"><appender-ref ref="O"/></root></configuration>`;

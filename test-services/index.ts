/** Real services for tests, benchmarks and the demo. */
export { cassandra } from './cassandra.ts';
export { kafka } from './kafka.ts';
export { mariadb } from './mariadb.ts';
export { memcached } from './memcached.ts';
export { mongodb } from './mongodb.ts';
export { reasonToSkip } from './need.ts';
export { postgresql } from './postgresql.ts';
export { rabbitmq } from './rabbitmq.ts';
export { redis } from './redis.ts';
export type { RunningService, Service } from './service.ts';

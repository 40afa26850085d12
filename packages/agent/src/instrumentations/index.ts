/** All instrumentations, in the order in which they are enabled. A test holds this list equal to the folder. */
import { amqplibConsumer } from './amqplib-consumer.ts';
import { amqplibProducer } from './amqplib-producer.ts';
import { betterSqlite3 } from './better-sqlite3.ts';
import { bullmq } from './bullmq.ts';
import { cassandraDriver } from './cassandra-driver.ts';
import { dnsLookups } from './dns.ts';
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { graphql } from './graphql.ts';
import { hapi } from './hapi.ts';
import { hono } from './hono.ts';
import { httpClient } from './http-client.ts';
import { httpServer } from './http-server.ts';
import { http2Server } from './http2-server.ts';
import type { Instrumentation } from './instrumentation.ts';
import { ioredis } from './ioredis.ts';
import { kafkajsConsumer } from './kafkajs-consumer.ts';
import { kafkajsProducer } from './kafkajs-producer.ts';
import { koa } from './koa.ts';
import { mariadb } from './mariadb.ts';
import { memcached } from './memcached.ts';
import { memjs } from './memjs.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { mysql2 } from './mysql2.ts';
import { nestjs } from './nestjs.ts';
import { next } from './next.ts';
import { nodeSqlite } from './node-sqlite.ts';
import { pg } from './pg.ts';
import { redis } from './redis.ts';
import { undici } from './undici.ts';

export const instrumentations: readonly Instrumentation[] = [
  httpServer,
  http2Server,
  express,
  fastify,
  koa,
  hapi,
  hono,
  next,
  nestjs,
  bullmq,
  amqplibConsumer,
  kafkajsConsumer,
  httpClient,
  undici,
  dnsLookups,
  pg,
  mysql2,
  mysql,
  mariadb,
  cassandraDriver,
  mongodb,
  betterSqlite3,
  nodeSqlite,
  ioredis,
  redis,
  memcached,
  memjs,
  kafkajsProducer,
  amqplibProducer,
  graphql,
];

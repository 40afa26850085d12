/** All instrumentations, in the order in which they are enabled. A test holds this list equal to the folder. */
import { amqplibConsumer } from './amqplib-consumer.ts';
import { bullmq } from './bullmq.ts';
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { hapi } from './hapi.ts';
import { hono } from './hono.ts';
import { httpServer } from './http-server.ts';
import { http2Server } from './http2-server.ts';
import type { Instrumentation } from './instrumentation.ts';
import { kafkajsConsumer } from './kafkajs-consumer.ts';
import { koa } from './koa.ts';
import { next } from './next.ts';

export const instrumentations: readonly Instrumentation[] = [
  httpServer,
  http2Server,
  express,
  fastify,
  koa,
  hapi,
  hono,
  next,
  bullmq,
  amqplibConsumer,
  kafkajsConsumer,
];

/** All instrumentations, in the order in which they are enabled. A test holds this list equal to the folder. */
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { httpServer } from './http-server.ts';
import type { Instrumentation } from './instrumentation.ts';

export const instrumentations: readonly Instrumentation[] = [httpServer, express, fastify];

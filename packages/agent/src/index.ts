/**
 * The carpy agent: times transactions and functions of a Node.js application and reports them over StatsD.
 *
 *     import { transaction, time } from '@carpy/agent';
 *     await transaction('checkout', async () => {
 *       const cart = await time('load cart', () => db.cart(id));
 *     });
 */
import type { Agent } from './api.ts';
import { wantContext } from './context.ts';
import { processAgent } from './process-agent.ts';

export type {
  Agent,
  AgentOptions,
  AgentStats,
  FunctionCall,
  IgnoreRule,
  IncomingRequest,
  LogFields,
  RecordsOptions,
  Transaction,
  TransactionOptions,
  WrapClassOptions,
  WrapOptions,
} from './api.ts';
export { type ConnectMiddleware, middleware } from './middleware/express.ts';
export { type FastifyPlugin, fastifyPlugin } from './middleware/fastify.ts';
export { type HonoMiddleware, honoMiddleware } from './middleware/hono.ts';
export { type KoaMiddleware, koaMiddleware } from './middleware/koa.ts';
export { AGENT_VERSION } from './version.ts';

const agent: Agent = processAgent();
// Whoever loads this will ask.
wantContext();

export const configure: Agent['configure'] = agent.configure;
export const start: Agent['start'] = agent.start;
export const transaction: Agent['transaction'] = agent.transaction;
export const startTransaction: Agent['startTransaction'] = agent.startTransaction;
export const time: Agent['time'] = agent.time;
export const startFunction: Agent['startFunction'] = agent.startFunction;
export const wrap: Agent['wrap'] = agent.wrap;
export const wrapMethod: Agent['wrapMethod'] = agent.wrapMethod;
export const wrapClass: Agent['wrapClass'] = agent.wrapClass;
export const iterate: Agent['iterate'] = agent.iterate;
export const currentTransaction: Agent['currentTransaction'] = agent.currentTransaction;
export const setName: Agent['setName'] = agent.setName;
export const setError: Agent['setError'] = agent.setError;
export const setApdexT: Agent['setApdexT'] = agent.setApdexT;
export const ignore: Agent['ignore'] = agent.ignore;
export const counter: Agent['counter'] = agent.counter;
export const gauge: Agent['gauge'] = agent.gauge;
export const timing: Agent['timing'] = agent.timing;
export const set: Agent['set'] = agent.set;
export const logFields: Agent['logFields'] = agent.logFields;
export const logged: Agent['logged'] = agent.logged;
export const pinoOptions: Agent['pinoOptions'] = agent.pinoOptions;
export const winstonFormat: Agent['winstonFormat'] = agent.winstonFormat;
export const captureConsole: Agent['captureConsole'] = agent.captureConsole;
export const flush: Agent['flush'] = agent.flush;
export const close: Agent['close'] = agent.close;
export const stats: Agent['stats'] = agent.stats;

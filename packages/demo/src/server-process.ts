/** One server of the shop: a process that receives requests, or works off jobs, until it is told to stop. */
import { close, configure, logged, start } from '@carpy/agent';
import { nextArrivalMs, pick, type Random, seededRandom } from './random.ts';
import { busyness, conditionsAt } from './scenario.ts';
import { JOBS, type Kind, run, WEB } from './shop.ts';

export interface ServerOptions {
  readonly server: string;
  readonly version: string;
  /** When the demo began, epoch ms: conditions go by it. */
  readonly beganAtMs: number;
  readonly seed: number;
}

interface Role {
  readonly kinds: readonly Kind[];
  /** On average, at a busyness of 1. */
  readonly perSecond: number;
  /** What piles up there at times. */
  readonly waits: string;
}

export const SERVERS: Readonly<Record<string, Role>> = {
  'web-1': { kinds: WEB, perSecond: 4, waits: 'connections' },
  'web-2': { kinds: WEB, perSecond: 3, waits: 'connections' },
  'worker-1': { kinds: JOBS, perSecond: 1, waits: 'jobs' },
};

/** More of the few requests than is usual: who looks around should find something of every kind. */
const RECORDS = { slowest: 10, sample: 40 };

const TALK_EVERY_MS = 6_000;

/** Requests at once at most: past it, one that arrives is turned away and never began. */
const MAX_AT_ONCE = 100;

/** Starts it. Returns what stops it: no request begins after, those that run are cut off, all that was timed is sent. */
export function startServer(options: ServerOptions): () => Promise<void> {
  const role = SERVERS[options.server];
  if (role === undefined)
    throw new RangeError(`the demo has no server ${options.server}; it has ${Object.keys(SERVERS).join(', ')}`);
  configure({ app: 'shop', server: options.server, version: options.version, records: RECORDS });
  start();
  logged('warn', `${options.server} began with version ${options.version}; its caches are cold`);
  const random: Random = seededRandom(options.seed);
  const world = {
    random,
    conditions: () => conditionsAt((Date.now() - options.beganAtMs) / 1000),
    sleep: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  const arrive = async (): Promise<void> => {
    if (running >= MAX_AT_ONCE) return;
    running++;
    try {
      await run(pick(random, role.kinds), world);
    } finally {
      running--;
    }
  };
  const wait = (): void => {
    const ms = nextArrivalMs(random, role.perSecond * busyness(Date.now()));
    timer = setTimeout(() => {
      // The next one is set before: a request is entered for what runs from there on.
      wait();
      void arrive();
    }, ms);
  };
  wait();
  // What a server says besides its requests.
  const talking = setInterval(() => {
    const waiting = Math.round(random() * 20);
    if (waiting > 8) logged(waiting > 16 ? 'error' : 'warn', `${waiting} ${role.waits} wait`);
  }, TALK_EVERY_MS);
  return async () => {
    clearTimeout(timer);
    clearInterval(talking);
    await close();
  };
}

/** Opens the HTTP listeners: one port on every host asked for, and all limits that guard it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CarpyError } from '@carpy/core';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { addressFault } from '../config/address-fault.ts';
import { describePortHolder } from '../config/port-holder.ts';
import type { HttpApp } from './app.ts';
import { sendWhole } from './bytes-body.ts';
import { hostAndPort } from './host.ts';

export interface ListenHttpOptions {
  readonly hosts: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Takes the next free port when this one is taken. */
  readonly fallback?: boolean;
  /** How long requests under way may go on at close; ms. */
  readonly closeGraceMs?: number;
}

export interface HttpListener {
  readonly port: number;
  /** `127.0.0.1:2277`, `[::1]:2277`. */
  readonly addresses: readonly string[];
  /** The hosts that were bound. */
  readonly hosts: readonly string[];
  /** Takes no more connections, lets requests under way end within the grace, then cuts them. Safe to call twice. */
  close(): Promise<void>;
}

/** What node-server takes as: nothing more is to be sent. */
const ALREADY_SENT = new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
const MAX_CONNECTIONS = 2_000;
const FALLBACK_TRIES = 20;

/** Throws CARPY_PORT_IN_USE naming the holder, and CARPY_BAD_CONFIG for an address that this machine does not have. */
export async function listenHttp(app: HttpApp, options: ListenHttpOptions): Promise<HttpListener> {
  const servers = await bindSomewhere(app, options);
  const [first] = servers;
  if (first === undefined) throw new CarpyError('CARPY_BAD_CONFIG', '--http-host: no address to listen on');
  const { port } = first.server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    port,
    hosts: servers.map(({ host }) => host),
    addresses: servers.map(({ host }) => hostAndPort(host, port)),
    close: () => {
      closing ??= Promise.all(servers.map(({ server }) => closeServer(server, options.closeGraceMs ?? 2_000))).then(
        () => undefined,
      );
      return closing;
    },
  };
}

interface Bound {
  readonly host: string;
  readonly server: Server;
}

async function bindSomewhere(app: HttpApp, options: ListenHttpOptions): Promise<Bound[]> {
  const tries = options.port === 0 || options.fallback === true ? FALLBACK_TRIES : 1;
  for (let i = 0; ; i++) {
    // With 0 each try takes another free port: the one that the first host got may be taken on the second.
    const port = options.port === 0 ? 0 : options.port + i;
    try {
      return await bindAll(app, options.hosts, port);
    } catch (e) {
      if (!isTaken(e)) throw e;
      if (i + 1 >= tries || port >= 65_535) {
        throw new CarpyError(
          'CARPY_PORT_IN_USE',
          `${port} (HTTP) is held by ${await describePortHolder('tcp', port)}: stop it, or choose another with --http-port`,
          { cause: e },
        );
      }
    }
  }
}

const isTaken = (e: unknown): boolean => (e as NodeJS.ErrnoException).code === 'EADDRINUSE';

async function bindAll(app: HttpApp, hosts: readonly string[], port: number): Promise<Bound[]> {
  const bound: Bound[] = [];
  let actual = port;
  try {
    for (const host of hosts) {
      const server = createLimitedServer(app);
      try {
        await listenOn(server, host, actual, host !== '::' || hosts.includes('0.0.0.0'));
      } catch (e) {
        const code = (e as NodeJS.ErrnoException).code;
        // A machine without IPv6 still has a loopback; any other address that is not there is a mistake to tell.
        if (host === '::1' && bound.length > 0 && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) continue;
        throw addressFault(e, { host: '--http-host', port: '--http-port' }) ?? e;
      }
      bound.push({ host, server });
      actual = (server.address() as AddressInfo).port;
    }
    return bound;
  } catch (e) {
    await Promise.all(bound.map(({ server }) => closeServer(server, 0)));
    throw e;
  }
}

function createLimitedServer(app: HttpApp): Server {
  const answer = async (request: Request, env: HttpBindings): Promise<Response> => {
    const response = await app.fetch(request, env);
    return sendWhole(response, env.outgoing) ? ALREADY_SENT : response;
  };
  const listener = getRequestListener((request, env) => answer(request, env as HttpBindings), {
    // Replacing the process's own Request and Response would reach into everything else that runs here.
    overrideGlobalObjects: false,
    errorHandler: () => new Response('bad request\n', { status: 400 }),
  });
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: 16_384,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      void listener(request, response);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = 100;
  return server;
}

/** `ipv6Only` keeps `::` from taking 0.0.0.0 as well, where that is asked for beside it. */
function listenOn(server: Server, host: string, port: number, ipv6Only: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only }, () => {
      server.off('error', reject);
      // A listener that fails later (too many open files) must not take the process with it.
      server.on('error', () => {});
      resolve();
    });
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

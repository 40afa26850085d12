/** A running relay: listeners in, lines to their nodes out, an admin port that tells how each node does. */
import { CarpyError, isCarpyError } from '@carpy/core';
import { type AdminView, listenStatsd, listenStatsdAdmin, Relay, type RelayNode } from '@carpy/statsd';
import type { Logger } from '../config/logger.ts';
import type { PortProtocol } from '../config/port-holder.ts';
import { heldPort } from '../ingest/port-words.ts';
import type { RelaySettings } from './relay-options.ts';

export interface RunningRelay {
  readonly port: number;
  readonly adminPort: number | null;
  /** Sends what is open, ends. */
  close(): Promise<void>;
}

const CLOSE_WITHIN_MS = 2_000;

/** Throws CARPY_PORT_IN_USE and CARPY_BAD_CONFIG; nothing is left open then. */
export async function startRelay(
  settings: RelaySettings,
  deps: { readonly log: Logger; readonly clock: () => number },
): Promise<RunningRelay> {
  const { nodes, hosts, port, adminPort, socket, datagramSocket, protocol, whenDown, healthIntervalMs, failAfter } =
    settings;
  const startedAtMs = deps.clock();
  const relay = new Relay({
    nodes,
    protocol,
    whenDown,
    healthIntervalMs,
    failAfter,
    onNodeChange: (node, up, reason) => {
      if (up) deps.log.info('a node is up again', { node: nameOf(node) });
      else deps.log.warn('a node is down', { node: nameOf(node), why: reason ?? 'unknown', whenDown });
    },
  });
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((listener) => listener.close()));
    await relay.close(CLOSE_WITHIN_MS);
  };
  try {
    await relay.ready;
    const listener = await opening('StatsD', '--port', ['udp', 'tcp'], port, () =>
      listenStatsd({
        hosts,
        port,
        ...(socket === undefined ? {} : { streamSocket: socket }),
        ...(datagramSocket === undefined ? {} : { datagramSocket }),
        onPacket: (bytes, length) => relay.packet(bytes, length),
      }),
    );
    opened.push(listener);
    let health: 'up' | 'down' = 'up';
    const view = viewOf(relay, settings, () => (deps.clock() - startedAtMs) / 1000);
    const admin =
      adminPort === 'off'
        ? undefined
        : await opening('StatsD admin', '--admin-port', ['tcp'], adminPort, () =>
            listenStatsdAdmin({
              hosts: ['127.0.0.1', '::1'],
              port: adminPort,
              view: {
                ...view,
                health: () => health,
                setHealth: (given) => {
                  health = given;
                },
              },
            }),
          );
    if (admin !== undefined) opened.push(admin);
    return { port: listener.port as number, adminPort: admin?.port ?? null, close };
  } catch (e) {
    await close();
    throw e;
  }
}

/** A port in use is told with the process that holds it, and the flag of this command. */
async function opening<Listener>(
  name: string,
  flag: string,
  protocols: readonly PortProtocol[],
  port: number,
  open: () => Promise<Listener>,
): Promise<Listener> {
  try {
    return await open();
  } catch (e) {
    if (!isCarpyError(e) || e.code !== 'CARPY_PORT_IN_USE' || port === 0 || !e.detail.includes(String(port))) throw e;
    throw new CarpyError('CARPY_PORT_IN_USE', await heldPort(name, flag, protocols, port), { cause: e });
  }
}

const nameOf = ({ host, port }: RelayNode): string => `${host}:${port}`;

/** A relay keeps no metrics: it has only stats. */
function viewOf(relay: Relay, settings: RelaySettings, uptimeS: () => number): Omit<AdminView, 'health' | 'setHealth'> {
  return {
    stats: () => {
      const { packets, lines, unrouted, lost, nodes } = relay.counts();
      return [
        ['uptime', Math.round(uptimeS())],
        ['relay.packets', packets],
        ['relay.lines', lines],
        ['relay.unrouted', unrouted],
        ['relay.lost', lost],
        ...nodes.flatMap(({ id, up, lines: given, sent, lost: gone }) => [
          [`node.${id}.up`, up ? 1 : 0] as const,
          [`node.${id}.lines`, given] as const,
          [`node.${id}.sent`, sent] as const,
          [`node.${id}.lost`, gone] as const,
        ]),
      ];
    },
    counters: () => [],
    gauges: () => [],
    timers: () => [],
    remove: () => [],
    config: () => ({
      nodes: settings.nodes.map(({ host, port, adminPort, weight }) => ({ host, port, adminPort, weight })),
      protocol: settings.protocol,
      whenDown: settings.whenDown,
      healthIntervalMs: settings.healthIntervalMs,
      failAfter: settings.failAfter,
    }),
  };
}

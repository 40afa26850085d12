/** What `carpy relay` is told on the command line. */
import { CarpyError } from '@carpy/core';
import type { RelayNode } from '@carpy/statsd';

export interface RelaySettings {
  readonly nodes: readonly RelayNode[];
  readonly hosts: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  readonly adminPort: number | 'off';
  readonly socket: string | undefined;
  readonly datagramSocket: string | undefined;
  readonly protocol: 'udp' | 'tcp';
  readonly whenDown: 'spread' | 'drop';
  readonly healthIntervalMs: number;
  readonly failAfter: number;
  readonly printPorts: boolean;
}

const ALLOWED_NODE = 'HOST:PORT, then ,admin=PORT and ,weight=N (0.01 to 100) where wanted: web-1:8125,admin=8126';

/** Reads one `--node`. Throws CARPY_BAD_CONFIG. */
export function relayNode(given: string): RelayNode {
  const bad = (): CarpyError =>
    new CarpyError(
      'CARPY_BAD_CONFIG',
      `--node: ${JSON.stringify(given.slice(0, 200))} was given, allowed is ${ALLOWED_NODE}`,
    );
  const [address = '', ...extras] = given.split(',').map((part) => part.trim());
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(address);
  const port = portOf(match?.[3]);
  if (match === null || port === undefined) throw bad();
  const node: { host: string; port: number; adminPort?: number; weight?: number } = {
    host: match[1] ?? (match[2] as string),
    port,
  };
  for (const extra of extras) {
    const [key, value] = extra.split('=', 2);
    const adminPort = key === 'admin' ? portOf(value) : undefined;
    const weight = key === 'weight' && /^\d{1,3}(\.\d{1,4})?$/.test(value ?? '') ? Number(value) : undefined;
    if (adminPort !== undefined) node.adminPort = adminPort;
    else if (weight !== undefined && weight >= 0.01 && weight <= 100) node.weight = weight;
    else throw bad();
  }
  return node;
}

function portOf(text: string | undefined): number | undefined {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

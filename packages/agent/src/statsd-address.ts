/** Where StatsD listens, as `CARPY_STATSD` and hello's answer say it. */

/** A host (a name, or an IP address without brackets) and a port. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export type StatsdAddress =
  | (HostAndPort & { readonly scheme: 'udp' | 'tcp' })
  | { readonly scheme: 'unix'; readonly path: string };

const DEFAULT_PORT = 8125;
const DEFAULT_STATSD: StatsdAddress = { scheme: 'udp', host: '127.0.0.1', port: DEFAULT_PORT };
/** The kernel's own bound on names of sockets is 107 bytes. */
const MAX_SOCKET_PATH = 107;

/**
 * `udp://host:port` or `tcp://host:port`, the host a name, an IPv4 address or an IPv6 address in brackets, port 8125 if left out; or
 * `unix:///path` of a stream socket. Undefined for anything else.
 */
export function parseStatsdAddress(value: unknown): StatsdAddress | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const path = /^unix:\/\/(\/[^\0]+)$/.exec(text)?.[1];
  if (path !== undefined) return Buffer.byteLength(path) <= MAX_SOCKET_PATH ? { scheme: 'unix', path } : undefined;
  const parts = /^(udp|tcp):\/\/(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{1,5}))?\/?$/.exec(text);
  const host = parts?.[2] ?? parts?.[3];
  const port = Number(parts?.[4] ?? DEFAULT_PORT);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { scheme: parts?.[1] as 'udp' | 'tcp', host, port };
}

/** Where the StatsD of a carpy server at `url` listens, unless its hello says otherwise: on the same host. */
export function statsdBeside(url: string | undefined): StatsdAddress {
  return (url === undefined ? undefined : parseStatsdAddress(`udp://${new URL(url).hostname}`)) ?? DEFAULT_STATSD;
}

/** As it is written in settings. */
export function showStatsdAddress(address: StatsdAddress): string {
  if (address.scheme === 'unix') return `unix://${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.scheme}://${host}:${address.port}`;
}

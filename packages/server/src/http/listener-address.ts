/** Addresses of listeners as a client reaches them: by the host that its own request came by. */
import { isLoopback } from '../config/option.ts';
import { hostAndPort, nameOfHost } from './host.ts';

/** A listener: addresses without port (`0.0.0.0` and `::` for all), and its port. */
export interface BoundListener {
  readonly hosts: readonly string[];
  readonly port: number;
}

/** `udp://localhost:8125`. A listener on loopback only keeps its own address for a client that came by another name. */
export function listenerAddress(scheme: 'udp' | 'tcp', listener: BoundListener, requestHost: string): string {
  const name = nameOfHost(requestHost).replace(/^\[(.*)\]$/, '$1');
  const reachable = isLoopback(name)
    ? listener.hosts.some((host) => isLoopback(host) || isWildcard(host))
    : !listener.hosts.every(isLoopback);
  return `${scheme}://${hostAndPort(reachable ? name : (listener.hosts[0] ?? name), listener.port)}`;
}

/** Every address of a listener, the one for this client first. */
export function listenerAddresses(scheme: 'udp' | 'tcp', listener: BoundListener, requestHost: string): string[] {
  const bound = listener.hosts
    .filter((host) => !isWildcard(host))
    .map((host) => `${scheme}://${hostAndPort(host, listener.port)}`);
  return [...new Set([listenerAddress(scheme, listener, requestHost), ...bound])];
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The Host a request came by: whether it is one of ours, and its name for the addresses that answers tell. */

import { isIP } from 'node:net';
import { hostname as machineName } from 'node:os';
import type { Config } from '../config/load.ts';
import { isLoopback } from '../config/option.ts';
import type { AppContext } from './route.ts';

/** Host with its port, as the client wrote it. */
export const hostOf = (c: AppContext): string => c.req.header('host') ?? new URL(c.req.url).host;

/** `[::1]:2277` gives `[::1]`, `Example.com:80` gives `example.com`. */
export const nameOfHost = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

const bare = (name: string): string => name.replace(/^\[(.*)\]$/, '$1');

/** An address and a port as a URL has them. */
export const hostAndPort = (host: string, port: number): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/**
 * Says whether a Host may be answered. On loopback: localhost, 127.0.0.1, [::1] and the public URL's host; a page elsewhere that had
 * its own name resolve to this machine (DNS rebinding) is thereby refused. Beyond loopback also addresses, this machine's name, and
 * names without a dot, as containers call each other: no public name is one of these, so rebinding stays impossible.
 */
export function hostCheck(config: Config): (host: string) => boolean {
  const publicName = config.publicUrl === undefined ? undefined : new URL(config.publicUrl).hostname;
  const beyondLoopback = !config.httpHost.every(isLoopback);
  const machine = machineName().toLowerCase();
  return (host) => {
    const name = nameOfHost(host);
    if (name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || name === publicName) return true;
    if (!beyondLoopback) return false;
    return isIP(bare(name)) !== 0 || name === machine || /^[a-z0-9_-]+$/.test(name);
  };
}

/** Says whether a write's Origin is this server: the Host it came by, or the public URL. */
export function originCheck(config: Config): (origin: string, host: string) => boolean {
  const publicOrigin = config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin;
  return (origin, host) => {
    if (origin === publicOrigin) return true;
    return (
      URL.canParse(origin) &&
      new URL(origin).origin === origin &&
      new URL(origin).host === new URL(`${new URL(origin).protocol}//${host}`).host
    );
  };
}

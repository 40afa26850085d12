/**
 * Whether timings may be aggregated for a StatsD address that the application's own settings name: only where the carpy server that
 * answered hello listens there itself. Any other StatsD reads a sample rate in its own way.
 */
import type { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import { parseStatsdAddress, type StatsdAddress } from '../statsd-address.ts';

type Lookup = typeof systemLookup;

/** More addresses than this no server answers. */
const MAX_ADDRESSES = 32;

/** True when scheme, port and resolved host (or path) of `address` are those of one of `listeners`. Never rejects. */
export async function isOneOf(address: StatsdAddress, listeners: unknown, lookup: Lookup): Promise<boolean> {
  if (!Array.isArray(listeners)) return false;
  let own: readonly string[] | undefined;
  for (const text of listeners.slice(0, MAX_ADDRESSES)) {
    const listener = parseStatsdAddress(text);
    if (listener === undefined || listener.scheme !== address.scheme) continue;
    if (listener.scheme === 'unix' || address.scheme === 'unix') {
      if ('path' in listener && 'path' in address && listener.path === address.path) return true;
      continue;
    }
    if (listener.port !== address.port) continue;
    if (listener.host === address.host) return true;
    own ??= await ipsOf(address.host, lookup);
    const theirs = await ipsOf(listener.host, lookup);
    if (theirs.some((ip) => own?.includes(ip))) return true;
  }
  return false;
}

function ipsOf(host: string, lookup: Lookup): Promise<readonly string[]> {
  if (isIP(host) !== 0) return Promise.resolve([host]);
  return new Promise((done) => {
    lookup(host, { all: true }, (error, found) => done(error ? [] : found.map(({ address }) => address)));
  });
}

/** Where StatsD's configuration says to listen: `servers`, or the file's own keys as one server. */
import type { Fields } from './fields.ts';
import { fileMode, flag, host, port, socketPath, type Value } from './values.ts';

export type StatsdListenerSetting =
  | {
      readonly transport: 'udp' | 'tcp';
      /** Undefined: the file names none, where StatsD listens on all. */
      readonly address: string | undefined;
      /** UDP over IPv6; TCP goes by its address. */
      readonly ipv6: boolean;
      readonly port: number;
    }
  /** A stream socket in the file system; `mode` as chmod takes it, undefined leaves it. */
  | { readonly transport: 'unix'; readonly path: string; readonly mode: number | undefined };

const DEFAULT_PORT = 8125;
const MOST_SERVERS = 32;
const SERVER_KEYS = ['server', 'address', 'address_ipv6', 'port', 'socket', 'socket_mod'];

const transport: Value<'udp' | 'tcp'> = {
  allowed: "'./servers/udp' or './servers/tcp'; other servers are code, which is not run here",
  parse: (given) => {
    const [, name] = typeof given === 'string' ? (/^(?:\.\/)?servers\/(udp|tcp)(?:\.js)?$/.exec(given) ?? []) : [];
    return name === 'udp' || name === 'tcp' ? name : undefined;
  },
};

export function readListeners(fields: Fields): StatsdListenerSetting[] {
  const servers = fields.list('servers', MOST_SERVERS, (item, path) => {
    const server = fields.objectAt(item, path);
    const listener = server === undefined ? undefined : readListener(server);
    server?.end();
    return listener;
  });
  if (fields.raw('servers') === undefined) return [readListener(fields)];
  fields.ignore(SERVER_KEYS, 'servers is given and stands instead');
  return servers ?? [];
}

/** Faulty values fall back to their defaults: their faults stop the start anyway. */
function readListener(fields: Fields): StatsdListenerSetting {
  const kind = fields.getFilled('server', transport) ?? 'udp';
  const address = fields.getFilled('address', host);
  const ipv6 = fields.getFilled('address_ipv6', flag) ?? false;
  const number = fields.getFilled('port', port) ?? DEFAULT_PORT;
  const path = fields.getFilled('socket', socketPath);
  const mode = fields.getFilled('socket_mod', fileMode);
  if (kind === 'tcp' && path !== undefined) return { transport: 'unix', path, mode };
  fields.ignore(['socket'], 'only a tcp server takes one');
  fields.ignore(['socket_mod'], 'only a tcp server with a socket takes one');
  return { transport: kind, address, ipv6, port: number };
}

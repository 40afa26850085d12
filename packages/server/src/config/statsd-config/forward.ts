/** What StatsD's configuration says to do with metrics besides keeping them: its backends. */
import type { Fields } from './fields.ts';
import { host, oneOf, port, truthy, type Value } from './values.ts';

export interface ForwardTarget {
  readonly host: string;
  readonly port: number;
}

/** Each is undefined when it is not to be done. */
export interface StatsdForwarding {
  /** A carbon that gets every flush. */
  readonly graphite?: ForwardTarget & { readonly protocol: 'text' | 'pickle' };
  /** StatsD servers that get every packet as it came. */
  readonly repeater?: { readonly targets: readonly ForwardTarget[]; readonly protocol: 'udp4' | 'udp6' | 'tcp' };
  /** Every flush on standard output; `pretty` with colours. */
  readonly console?: { readonly pretty: boolean };
}

type Backend = 'graphite' | 'repeater' | 'console';

const MOST_BACKENDS = 16;
const MOST_TARGETS = 64;

const backend: Value<Backend> = {
  allowed:
    "'./backends/graphite', './backends/repeater' or './backends/console'; other backends are code, which is not run here",
  parse: (given) => {
    const [, name] =
      typeof given === 'string' ? (/^(?:\.\/)?backends\/(graphite|repeater|console)(?:\.js)?$/.exec(given) ?? []) : [];
    return name as Backend | undefined;
  },
};

export function readForward(fields: Fields): StatsdForwarding {
  const backends = fields.list('backends', MOST_BACKENDS, (item, path) => fields.checked(item, backend, path));
  const wanted = new Set<Backend>(backends ?? ['graphite']);
  const graphite = readGraphite(fields);
  const repeater = readRepeater(fields);
  const pretty = readPretty(fields);
  tellUnused(fields, wanted);
  return {
    ...(wanted.has('graphite') && graphite !== undefined ? { graphite } : {}),
    ...(wanted.has('repeater') && repeater !== undefined ? { repeater } : {}),
    ...(wanted.has('console') ? { console: { pretty } } : {}),
  };
}

function readGraphite(fields: Fields): StatsdForwarding['graphite'] {
  const name = fields.getFilled('graphiteHost', host);
  const textPort = fields.getFilled('graphitePort', port) ?? 2003;
  const picklePort = fields.getFilled('graphitePicklePort', port) ?? 2004;
  const protocol = fields.getFilled('graphiteProtocol', oneOf('text', 'pickle')) ?? 'text';
  if (name === undefined) return undefined;
  return { host: name, port: protocol === 'pickle' ? picklePort : textPort, protocol };
}

function readRepeater(fields: Fields): StatsdForwarding['repeater'] {
  const targets = fields.list('repeater', MOST_TARGETS, (item, path) => {
    const target = fields.objectAt(item, path);
    if (target === undefined) return undefined;
    const at = { host: required(target, 'host', host), port: required(target, 'port', port) };
    target.end();
    return at.host === undefined || at.port === undefined ? undefined : { host: at.host, port: at.port };
  });
  const protocol = fields.getFilled('repeaterProtocol', oneOf('udp4', 'udp6', 'tcp')) ?? 'udp4';
  return targets === undefined || targets.length === 0 ? undefined : { targets, protocol };
}

function required<T>(fields: Fields, key: string, value: Value<T>): T | undefined {
  if (fields.raw(key) !== undefined) return fields.get(key, value);
  fields.findings.faults.push(`${fields.pathOf(key)}: nothing was given, needed is ${value.allowed}`);
  return undefined;
}

/** Off when nothing is said: StatsD's text has it on, its code off. */
function readPretty(fields: Fields): boolean {
  const own = fields.object('console');
  const pretty = own?.get('prettyprint', truthy) ?? false;
  own?.end();
  return pretty;
}

function tellUnused(fields: Fields, wanted: ReadonlySet<Backend>): void {
  const tell = (name: Backend, keys: readonly string[]): void => {
    if (!wanted.has(name)) fields.ignore(keys, `'./backends/${name}' is not among the backends`);
  };
  tell('graphite', ['graphiteHost', 'graphitePort', 'graphitePicklePort', 'graphiteProtocol']);
  tell('repeater', ['repeater', 'repeaterProtocol']);
  tell('console', ['console']);
}

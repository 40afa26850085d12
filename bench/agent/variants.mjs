// What stands beside what: how the one application of this benchmark is started with each agent. `bare again` is the noise.
import { packagesOf } from './peers.mjs';

/** `set`: its packages (peers.mjs); `args` and `env` of its process, from the addresses that backends.mjs tells. */
export const variants = {
  bare: {},
  'bare again': {},
  carpy: { args: () => carpy, env: ({ url }) => ({ CARPY_URL: url }) },
  'carpy+records': { args: () => carpy, env: ({ url }) => ({ CARPY_URL: url, CARPY_RECORDS: 'true' }) },
  otel: {
    set: 'otel',
    args: (peer) => ['--require', peer.resolve('@opentelemetry/auto-instrumentations-node/register')],
    env: ({ url }) => ({
      OTEL_SERVICE_NAME: 'bench',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      // Only what it is asked for here, which favours it.
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      // Others ask the metadata services of clouds.
      OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
    }),
  },
  'dd-trace': {
    set: 'dd-trace',
    args: (peer) => ['--require', peer.resolve('dd-trace/init')],
    env: ({ url }) => ({
      DD_SERVICE: 'bench',
      DD_TRACE_AGENT_URL: url,
      DD_TRACE_STARTUP_LOGS: 'false',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    }),
  },
  'prom-client': { set: 'prom-client' },
};

const carpy = ['--import', '@carpy/agent/register'];

/** The command line and variables of a variant's process; `{missing}`, the reason, where its packages can't be had. */
export function processOf(name, addresses) {
  const { set, args = () => [], env = () => ({}) } = variants[name];
  const packages = set === undefined ? {} : packagesOf(set);
  if (packages.missing !== undefined) return { missing: packages.missing };
  return { args: args(packages.require), env: env(addresses) };
}

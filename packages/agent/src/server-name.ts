/**
 * `<server>` when nobody named it: in Kubernetes the pod's name without the suffixes that its controllers generate, so that a
 * roll-out does not make new servers; else the host's name.
 */

/** What Kubernetes draws generated suffixes from (k8s.io/apimachinery, util/rand): no vowels, no 0, 1 and 3. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';
/** Deployment (hash of the replica set, then the pod), cron job (minute of the run, then the pod), daemon set or job (the pod). */
const GENERATED: readonly RegExp[] = [
  new RegExp(`-${RANDOM}{8,10}-${RANDOM}{5}$`),
  new RegExp(`-[0-9]{8,10}-${RANDOM}{5}$`),
  new RegExp(`-${RANDOM}{5}$`),
];

/** The pod's name without generated suffixes. The ordinal of a stateful set stays: it is the pod's own. */
export function podBaseName(pod: string): string {
  for (const generated of GENERATED) {
    const base = pod.replace(generated, '');
    if (base !== pod && base !== '') return base;
  }
  return pod;
}

/** Default `<server>`, as written: not yet a segment. */
export function defaultServerName(env: Readonly<Record<string, string | undefined>>, hostName: string): string {
  const inKubernetes = env['KUBERNETES_SERVICE_HOST'] !== undefined && env['KUBERNETES_SERVICE_HOST'] !== '';
  if (!inKubernetes) return hostName || 'localhost';
  return podBaseName(env['POD_NAME'] || env['HOSTNAME'] || hostName || 'localhost');
}

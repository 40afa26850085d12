import { describe, expect, it } from 'vitest';
import { defaultServerName, podBaseName } from '../src/server-name.ts';

describe('podBaseName', () => {
  it.each([
    // A deployment's pod: hash of the replica set, then five characters.
    ['shop-7d4b9c6f5d-x2x7k', 'shop'],
    ['shop-api-6b8c7d9f4-zq5wv', 'shop-api'],
    // A daemon set's or job's pod.
    ['node-agent-x2x7k', 'node-agent'],
    // A cron job's pod: the minute of the run in between.
    ['report-28934560-b7xkz', 'report'],
    // A stateful set's pod keeps its ordinal.
    ['cassandra-0', 'cassandra-0'],
    // Words with vowels are nobody's random suffix.
    ['shop-redis', 'shop-redis'],
    ['x2x7k', 'x2x7k'],
  ])('%s is %s', (pod, want) => expect(podBaseName(pod)).toBe(want));
});

describe('defaultServerName', () => {
  it('is the host name outside Kubernetes, whatever it looks like', () => {
    expect(defaultServerName({ HOSTNAME: 'other' }, 'shop-7d4b9c6f5d-x2x7k')).toBe('shop-7d4b9c6f5d-x2x7k');
    expect(defaultServerName({}, '')).toBe('localhost');
  });

  it("is the pod's name without suffixes in Kubernetes", () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    expect(defaultServerName(env, 'shop-7d4b9c6f5d-x2x7k')).toBe('shop');
    expect(defaultServerName({ ...env, POD_NAME: 'api-6b8c7d9f4-zq5wv' }, 'x')).toBe('api');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

describe('custom values', () => {
  it('are counters, gauges and timings', async () => {
    agent.counter('sold items');
    agent.counter('sold items', -2.5);
    agent.gauge('queue', 1e21);
    agent.gauge('queue', -3);
    agent.timing('import', 1234.5678);
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.custom.sold_items:1|c',
      'carpy.shop.web.custom.sold_items:-2.5|c',
      'carpy.shop.web.custom.queue:1000000000000000000000|g',
      'carpy.shop.web.custom.queue:0|g',
      'carpy.shop.web.custom.queue:-3|g',
      'carpy.shop.web.custom.import:1234.568|ms',
    ]);
  });

  it('refuse what is no number, and count it', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '5' as never]) {
      agent.counter('c', bad);
      agent.gauge('g', bad);
      agent.timing('t', bad);
    }
    agent.timing('t', -1);
    expect(agent.stats().invalidValues).toBe(10);
    expect(await agent.sent()).toEqual([]);
  });

  it('are sets, whose values are sent as they are or as a hash', async () => {
    for (const value of ['user-1', 7, 'a:b|c', 'a:b|c', 'x'.repeat(65), 'mail@example.com']) agent.set('users', value);
    for (const bad of [Number.NaN, undefined, null, {}]) agent.set('users', bad as never);
    const lines = await agent.sent();
    expect(lines.slice(0, 2)).toEqual(['carpy.shop.web.custom.users:user-1|s', 'carpy.shop.web.custom.users:7|s']);
    const hashes = lines.slice(2).map((line) => /^carpy\.shop\.web\.custom\.users:([0-9a-f]{16})\|s$/.exec(line)?.[1]);
    expect(hashes).toHaveLength(4);
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(3);
    expect(agent.stats().invalidValues).toBe(4);
  });

  it('past 1,000 names go to other, and are counted', async () => {
    for (let i = 0; i < 1_002; i++) agent.counter(`c${i}`);
    // The mark that ends this list is one more.
    await agent.flush();
    const lines = await agent.receiver.waitFor(/custom\.other:1\|c/);
    expect(lines).toContain('carpy.shop.web.custom.c999:1|c');
    expect(agent.stats().overflow.custom).toBe(2);
  });
});

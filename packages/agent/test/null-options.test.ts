import { afterEach, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
afterEach(() => agent.end());

it('null for options is as none, and nothing is thrown into the application', async () => {
  agent = await openTestAgent();
  const none = null as never;
  expect(agent.transaction('a', () => 1, none)).toBe(1);
  agent.startTransaction('b', none).end();
  expect(agent.wrap('c', () => 2, none)()).toBe(2);
  expect(agent.wrapMethod({ d: () => 3 }, 'd', 'd', none).d()).toBe(3);
  agent.configure(none);
  agent.start(none);
  expect(agent.stats()).toMatchObject({ running: true, transactions: 2, internalErrors: 0 });
});

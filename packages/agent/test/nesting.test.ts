/** Where calls stand; random programs are in context-fuzz.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeAll(async () => {
  agent = await openTestAgent();
});
afterAll(() => agent.end());

describe('nesting', () => {
  it('has what a function left running when it returned a value in its caller, from the first call on', async () => {
    let left: Promise<void> | undefined;
    const save = (): number => {
      left = Promise.resolve().then(() => agent.time('log', () => {}));
      return 1;
    };
    await agent.transaction('leaves', async () => {
      for (let i = 0; i < 3; i++) {
        agent.time('save', save);
        await left;
      }
    });
    const logs = (await agent.sent()).filter((line) => line.includes('.log.'));
    expect(logs).toEqual(Array(3).fill('carpy.shop.web.leaves.children.log.ok:0|ms'));
  });

  it('keeps a function that returned values at first, and then a promise, in its place afterwards', async () => {
    let cached: number | undefined = 1;
    const load = (): number | Promise<number> => cached ?? Promise.resolve().then(() => agent.time('query', () => 2));
    await agent.transaction('job', async () => {
      await agent.time('load', load);
      cached = undefined;
      await agent.time('load', load);
      await agent.sent();
      await agent.time('load', load);
    });
    expect(await agent.sent()).toContain('carpy.shop.web.job.children.load.children.query.ok:0|ms');
  });

  it('two transactions at the same time do not see each other', async () => {
    const job = (name: string): Promise<void> =>
      agent.transaction(name, async () => {
        for (let i = 0; i < 5; i++) {
          await agent.time('step', async () => {
            await new Promise((next) => setImmediate(next));
            agent.time(`leaf of ${name}`, () => {});
          });
        }
      });
    await Promise.all([job('a'), job('b'), job('c')]);
    const leaves = (await agent.sent()).filter((line) => line.includes('leaf_of'));
    expect(leaves).toHaveLength(15);
    for (const line of leaves) expect(line).toMatch(/\.web\.(.)\.children\.step\.children\.leaf_of_\1\.ok:/);
  });
});

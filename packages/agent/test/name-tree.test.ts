import { NAME_LIMITS } from '@carpy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

describe('bounds on names', () => {
  it('times transactions past 1,000 as other, without functions, and counts them', async () => {
    for (let i = 0; i < NAME_LIMITS.transactionsPerServer; i++) agent.transaction(`t${i}`, () => {});
    await agent.sent();
    for (let i = 0; i < 2; i++) agent.transaction(`more ${i}`, () => agent.time('f', () => agent.advance(1)));
    agent.transaction('t5', () => agent.time('f', () => {}));
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.other.ok:1|ms',
      'carpy.shop.web.other.apdex.satisfied:1|c',
      'carpy.shop.web.other.ok:1|ms',
      'carpy.shop.web.other.apdex.satisfied:1|c',
      'carpy.shop.web.t5.children.f.ok:0|ms',
      'carpy.shop.web.t5.ok:0|ms',
      'carpy.shop.web.t5.apdex.satisfied:1|c',
      'carpy.shop.web.t5.children._own.ok:0|ms',
    ]);
    expect(agent.stats().overflow.transactions).toBe(2);
    expect(agent.stats().functionsUnderOther).toBe(2);
  });

  it('times functions past 200 in a transaction as other under their caller, once', async () => {
    agent.transaction('t', () => {
      for (let i = 0; i < NAME_LIMITS.functionsPerTransaction - 1; i++) agent.time(`f${i}`, () => {});
      agent.time('caller', () => {});
    });
    await agent.sent();
    agent.transaction('t', () => {
      agent.time('caller', () => agent.time('new', () => agent.time('below', () => agent.advance(1))));
      agent.time('f7', () => {});
    });
    agent.transaction('u', () => agent.time('new', () => {}));
    const lines = (await agent.sent()).filter((line) => line.includes('.children.') && !line.includes('_own'));
    expect(lines).toEqual([
      'carpy.shop.web.t.children.caller.children.other.ok:1|ms',
      'carpy.shop.web.t.children.caller.ok:1|ms',
      'carpy.shop.web.t.children.f7.ok:0|ms',
      'carpy.shop.web.u.children.new.ok:0|ms',
    ]);
    expect(agent.stats().overflow.functions).toBe(1);
    expect(agent.stats().functionsUnderOther).toBe(1);
  });

  it('times calls deeper than 10 as other under the tenth, once, in sync and async code', async () => {
    const down = async (level: number): Promise<void> => {
      if (level <= 13) await agent.time(`l${level}`, () => down(level + 1));
    };
    await agent.transaction('t', () => down(1));
    const deepest = (await agent.sent()).filter((line) => line.includes('.children.l10.'));
    const tenth = `carpy.shop.web.t${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `.children.l${n}`).join('')}`;
    expect(deepest).toEqual([`${tenth}.children.other.ok:0|ms`, `${tenth}.ok:0|ms`]);
    expect(agent.stats().overflow.nesting).toBe(1);
    expect(agent.stats().functionsUnderOther).toBe(2);
  });

  it('keeps paths within 1,024 bytes, with their columns', async () => {
    const down = (level: number): void => {
      if (level > 0) agent.time(`${'x'.repeat(120)}${level}`, () => down(level - 1));
    };
    agent.transaction('t', () => down(10));
    const lines = await agent.sent();
    expect(Math.max(...lines.map((line) => line.replace(/:.*/, '.upper_95').length))).toBeLessThanOrEqual(
      NAME_LIMITS.pathBytes,
    );
    expect(lines.filter((line) => line.includes('.children.other.ok:'))).toHaveLength(1);
    expect(agent.stats().overflow.path).toBe(1);
  });

  it('keeps lines within small datagrams', async () => {
    agent.configure({ maxDatagramBytes: 512 });
    const down = (level: number): void => {
      if (level > 0) agent.time(`${'x'.repeat(100)}${level}`, () => down(level - 1));
    };
    agent.transaction('t', () => down(10));
    await agent.sent();
    for (const datagram of agent.receiver.datagrams) expect(datagram.length).toBeLessThanOrEqual(512);
    expect(agent.stats().overflow.path).toBe(1);
    expect(agent.stats().linesDropped).toBe(0);
  });
});

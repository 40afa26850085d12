import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

describe('wrap', () => {
  it('keeps this, arguments, result, length, name, properties and prototype', () => {
    function greet(this: { who: string }, greeting: string, mark: string): string {
      return `${greeting} ${this.who}${mark}`;
    }
    const original = Object.assign(greet, { version: 2, [Symbol.for('tag')]: 'x' });
    const wrapped = agent.wrap('greet', original);
    expect(wrapped.call({ who: 'fish' }, 'hello', '!')).toBe('hello fish!');
    expect(wrapped).not.toBe(original);
    expect(wrapped.length).toBe(2);
    expect(wrapped.name).toBe('greet');
    expect(wrapped.version).toBe(2);
    expect(Reflect.ownKeys(wrapped).sort(byText)).toEqual(Reflect.ownKeys(original).sort(byText));
    expect(wrapped.prototype).toBe(original.prototype);
    expect(Object.getPrototypeOf(wrapped)).toBe(Function.prototype);
  });

  it('keeps what an async or arrow function is', () => {
    const arrow = agent.wrap('arrow', async (a: number, b: number) => a + b);
    expect('prototype' in arrow).toBe(false);
    expect(Object.getPrototypeOf(arrow)).toBe(Object.getPrototypeOf(async () => {}));
    expect(arrow.length).toBe(2);
    expect(() => Reflect.construct(arrow, [])).toThrow(TypeError);
  });

  it('works with new, subclasses and static members', () => {
    class Point {
      static readonly origin = 'o';
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
    }
    const Wrapped = agent.wrap('Point', Point as never) as unknown as typeof Point;
    class Sub extends Wrapped {}
    agent.transaction('t', () => {
      expect(new Wrapped(3).x).toBe(3);
      expect(new Wrapped(3)).toBeInstanceOf(Point);
      expect(new Sub(4)).toBeInstanceOf(Sub);
      expect(new Sub(4).x).toBe(4);
    });
    expect(Wrapped.origin).toBe('o');
    expect(agent.stats().functions).toBe(4);
  });

  it('times as a function inside a transaction, and as a transaction if asked', async () => {
    const step = agent.wrap('step', () => agent.advance(2));
    const job = agent.wrap('job', () => step(), { kind: 'transaction', apdexTMs: 1 });
    job();
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.job.children.step.ok:2|ms',
      'carpy.shop.web.job.ok:2|ms',
      'carpy.shop.web.job.apdex.tolerating:1|c',
      'carpy.shop.web.job.children._own.ok:0|ms',
    ]);
  });

  it('carries what reflect-metadata keeps beside a function', () => {
    const kept = new WeakMap<object, Map<unknown, unknown>>();
    const extensions = {
      getOwnMetadataKeys: (target: object) => [...(kept.get(target)?.keys() ?? [])],
      getOwnMetadata: (key: unknown, target: object) => kept.get(target)?.get(key),
      defineMetadata: (key: unknown, value: unknown, target: object) => {
        kept.set(target, new Map([...(kept.get(target) ?? []), [key, value]]));
      },
    };
    Object.assign(Reflect, extensions);
    try {
      const handler = () => 1;
      extensions.defineMetadata('path', '/users', handler);
      expect(extensions.getOwnMetadata('path', agent.wrap('h', handler))).toBe('/users');
    } finally {
      for (const name of Object.keys(extensions)) Reflect.deleteProperty(Reflect, name);
    }
  });

  it('gives anything but a function back', () => {
    expect(agent.wrap('x', 5 as never)).toBe(5);
  });
});

describe('wrap with flush', () => {
  it.each([
    { outcome: 'ok', handler: async (event: { n: number }) => event.n + 1 },
    { outcome: 'error', handler: async () => Promise.reject(new Error('boom')) },
  ])('has sent all when the promise of a handler settles ($outcome)', async ({ outcome, handler }) => {
    const slow = await openTestAgent({ flushIntervalMs: 60_000 });
    const wrapped = slow.wrap('handler', handler, { kind: 'transaction', flush: true });
    const result = wrapped({ n: 1 });
    if (outcome === 'ok') expect(await result).toBe(2);
    else await expect(result).rejects.toThrow('boom');
    expect(slow.stats().linesSent).toBe(2);
    await slow.receiver.waitFor(new RegExp(`handler\\.${outcome}:`));
    await slow.end();
  });
});

describe('wrapMethod', () => {
  it('replaces own and inherited methods, in place', async () => {
    class Store {
      readonly size = 3;
      read(n: number): number {
        agent.advance(1);
        return this.size + n;
      }
    }
    const store = agent.wrapMethod(new Store(), 'read');
    agent.wrapMethod(Store.prototype, 'read', 'Store.read');
    agent.transaction('t', () => {
      expect(store.read(1)).toBe(4);
      expect(new Store().read(2)).toBe(5);
    });
    expect((await agent.sent()).slice(0, 2)).toEqual([
      'carpy.shop.web.t.children.read.ok:1|ms',
      'carpy.shop.web.t.children.Store_read.ok:1|ms',
    ]);
    expect(Object.keys(store)).toEqual(['size']);
  });

  it('leaves what it can not wrap as it is, with one warning', () => {
    const object = { value: 1, frozen: Object.freeze({ f: () => 2 }) };
    agent.wrapMethod(object, 'value' as never);
    agent.wrapMethod(object.frozen, 'f');
    expect(object.value).toBe(1);
    expect(object.frozen.f()).toBe(2);
    expect(agent.warnings).toEqual([
      'wrapMethod: value is no method; nothing is wrapped',
      "wrapMethod: f can't be replaced; nothing is wrapped",
    ]);
  });
});

const byText = (a: string | symbol, b: string | symbol): number => (String(a) < String(b) ? -1 : 1);

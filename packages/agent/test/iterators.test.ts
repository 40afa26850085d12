import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

const path = 'carpy.shop.web.job.children';
/** Lines of functions, without own time. */
const functions = async (): Promise<string[]> =>
  (await agent.sent()).filter((line) => line.includes('.children.') && !line.includes('_own'));
const boom = new Error('boom');

function* numbers(): Generator<number, string, unknown> {
  agent.advance(1);
  agent.time('inner', () => agent.advance(2));
  yield 1;
  agent.advance(3);
  yield 2;
  return 'end';
}

describe('a wrapped generator function', () => {
  it('is timed from the first next to the end, waits between values included, with its children below it', async () => {
    const wrapped = agent.wrap('read', numbers);
    agent.transaction('job', () => {
      const iterator = wrapped();
      agent.advance(100);
      const seen: unknown[] = [];
      for (const value of iterator) {
        seen.push(value);
        agent.advance(10);
      }
      expect(seen).toEqual([1, 2]);
    });
    expect(await functions()).toEqual([`${path}.read.children.inner.ok:2|ms`, `${path}.read.ok:26|ms`]);
  });

  it('is what it was: kind of object, arguments, results, next(value), and its name', () => {
    function* echo(this: string, first: string): Generator<string, string, string> {
      const got = yield `${this}${first}`;
      return `last ${got}`;
    }
    const wrapped = agent.wrap('echo', echo);
    expect([wrapped.name, wrapped.length]).toEqual(['echo', 1]);
    agent.transaction('job', () => {
      const iterator = wrapped.call('a', 'b');
      expect(Object.prototype.toString.call(iterator)).toBe('[object Generator]');
      expect(iterator).toBeInstanceOf(echo);
      expect(iterator[Symbol.iterator]()).toBe(iterator);
      expect(Object.keys(iterator)).toEqual([]);
      expect(iterator.next()).toEqual({ value: 'ab', done: false });
      expect(iterator.next('x')).toEqual({ value: 'last x', done: true });
    });
  });

  it.each([
    [
      'a break',
      'ok',
      (iterator: Iterable<number>) => {
        for (const _ of iterator) break;
      },
    ],
    [
      'a throw of the consumer',
      'ok',
      (iterator: Iterable<number>) => {
        expect(() => {
          for (const _ of iterator) throw boom;
        }).toThrow(boom);
      },
    ],
    [
      'a throw that is put in',
      'error',
      (iterator: Generator<number>) => {
        iterator.next();
        expect(() => iterator.throw(boom)).toThrow(boom);
      },
    ],
  ])('ends at %s as %s', async (_, outcome, consume) => {
    const wrapped = agent.wrap('read', numbers);
    agent.transaction('job', () => consume(wrapped()));
    expect((await functions()).at(-1)).toBe(`${path}.read.${outcome}:3|ms`);
  });

  it('is an error when it throws', async () => {
    const wrapped = agent.wrap('read', function* (): Generator<number> {
      yield 1;
      throw boom;
    });
    agent.transaction('job', () => {
      expect(() => [...wrapped()]).toThrow(boom);
    });
    expect(await functions()).toEqual([`${path}.read.error:0|ms`]);
  });

  it('is not timed when no value was taken', async () => {
    const wrapped = agent.wrap('read', numbers);
    agent.transaction('job', () => wrapped().return('never'));
    expect(await functions()).toEqual([]);
  });

  it('may be a transaction of its own', async () => {
    const wrapped = agent.wrap('export', numbers, { kind: 'transaction' });
    expect([...wrapped()]).toEqual([1, 2]);
    expect(await agent.sent()).toContain('carpy.shop.web.export.ok:6|ms');
  });
});

describe('a wrapped async generator function', () => {
  it('keeps its place over awaits, and rejects as it would', async () => {
    const wrapped = agent.wrap('pages', async function* (): AsyncGenerator<number> {
      await Promise.resolve();
      await agent.time('fetch', async () => {
        await Promise.resolve();
        agent.advance(2);
      });
      yield 1;
      agent.advance(1);
      throw boom;
    });
    await agent.transaction('job', async () => {
      const iterator = wrapped();
      expect(await iterator.next()).toEqual({ value: 1, done: false });
      await expect(iterator.next()).rejects.toBe(boom);
    });
    expect(await functions()).toEqual([`${path}.pages.children.fetch.ok:2|ms`, `${path}.pages.error:3|ms`]);
  });
});

describe('iterate', () => {
  it('times any iterable, each iteration anew', async () => {
    const list = agent.iterate('list', [1, 2]);
    agent.transaction('job', () => {
      for (let i = 0; i < 2; i++) for (const _ of list) agent.advance(4);
    });
    expect(await functions()).toEqual([`${path}.list.ok:8|ms`, `${path}.list.ok:8|ms`]);
  });

  it('times a stream', async () => {
    const seen: string[] = [];
    await agent.transaction('job', async () => {
      for await (const part of agent.iterate('read', Readable.from(['a', 'b']))) {
        agent.advance(5);
        seen.push(part as string);
      }
    });
    expect(seen).toEqual(['a', 'b']);
    expect(await functions()).toEqual([`${path}.read.ok:10|ms`]);
  });

  it('leaves an iterator that others share as it is', () => {
    const shared = [1, 2, 3].values();
    const [first] = agent.iterate('list', shared);
    expect([first, Object.getOwnPropertyNames(shared), shared.next().value]).toEqual([1, [], 2]);
  });

  it('takes anything that can be iterated, and gives what cannot back', () => {
    expect([...agent.iterate('text', 'ab')]).toEqual(['a', 'b']);
    expect(agent.iterate('nothing', null as never)).toBe(null);
  });

  it('is not timed outside a transaction', async () => {
    expect([...agent.iterate('list', [1])]).toEqual([1]);
    expect(agent.stats().functionsOutside).toBe(1);
  });
});

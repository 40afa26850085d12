import { beforeEach, describe, expect, it } from 'vitest';
import { newCounts } from '../../src/counts.ts';
import { HookSet } from '../../src/hooks/hook-set.ts';
import { type Hook, observed, patchBefore, patchMethod } from '../../src/hooks/index.ts';

let hook: Hook;
let hooks: HookSet;
let warnings: string[];
const counts = newCounts();
beforeEach(() => {
  warnings = [];
  counts.hookFaults = {};
  hooks = new HookSet({ counts, begin: () => undefined, warn: (line) => warnings.push(line) });
  hook = hooks.hook('library');
});

class Base {
  calls: unknown[][] = [];
  query(sql: string, ...values: unknown[]): string {
    this.calls.push([sql, ...values]);
    if (sql === 'fail') throw boom;
    return `${sql} done`;
  }
}
const boom = new Error('boom');

describe('patchMethod', () => {
  it('keeps name, length, this, arguments, results and errors', () => {
    class Client extends Base {}
    const seen: unknown[] = [];
    expect(
      patchMethod<Client>(hook, Client.prototype, 'query', (call, args, self) => {
        seen.push([self, Array.from(args)]);
        return call();
      }),
    ).toBe(true);
    const client = new Client();
    expect(client.query('a', 1, 2)).toBe('a done');
    expect(() => client.query('fail')).toThrow(boom);
    expect(client.calls).toEqual([['a', 1, 2], ['fail']]);
    expect(seen).toEqual([
      [client, ['a', 1, 2]],
      [client, ['fail']],
    ]);
    expect(client.query.name).toBe('query');
    expect(client.query.length).toBe(1);
    expect(Object.keys(Client.prototype)).toEqual([]);
    expect(counts.hookFaults).toEqual({});
  });

  it('passes other arguments and another result on where the observer says so', () => {
    const client = new Base();
    patchMethod(hook, client, 'query', (call) => `${call(['b'])}!`);
    expect(client.query('a')).toBe('b done!');
  });

  it.each([
    {
      when: 'before the call',
      observer: () => {
        throw new Error('ours');
      },
    },
    {
      when: 'after the call',
      observer: (call: () => unknown) => {
        call();
        throw new Error('ours');
      },
    },
    {
      when: 'after an error of the call',
      observer: (call: () => unknown) => {
        try {
          return call();
        } catch {
          throw new Error('ours');
        }
      },
    },
  ])('calls once, gives its outcome back, and turns the hook off after a fault $when', ({ observer }) => {
    for (const sql of ['a', 'fail']) {
      const own = hooks.hook(`own ${sql}`);
      const client = new Base();
      patchMethod(own, client, 'query', observer as never);
      const call = () => client.query(sql);
      if (sql === 'fail') expect(call).toThrow(boom);
      else expect(call()).toBe('a done');
      expect(client.calls).toHaveLength(1);
      if (own.active) continue;
      expect(counts.hookFaults[own.name]).toBe(1);
      client.calls = [];
      client.query('b');
      client.query('c');
      expect(client.calls).toHaveLength(2);
      expect(counts.hookFaults[own.name]).toBe(1);
    }
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings[0]).toMatch(/^the own \w+ hook failed and is off from now on: Error: ours/);
  });

  it('calls where the observer forgot to, and never twice', () => {
    const lazy = new Base();
    patchMethod(hook, lazy, 'query', () => undefined);
    expect(lazy.query('a')).toBe('a done');
    const eager = new Base();
    patchMethod(hook, eager, 'query', (call) => [call(), call()]);
    expect(eager.query('a')).toEqual(['a done', 'a done']);
    expect(eager.calls).toHaveLength(1);
    const swallowing = new Base();
    patchMethod(hook, swallowing, 'query', (call) => {
      try {
        return call();
      } catch {
        return 'swallowed';
      }
    });
    expect(() => swallowing.query('fail')).toThrow(boom);
  });

  it('says where there is nothing to patch, patches once, and takes all back', () => {
    expect(patchMethod(hook, {}, 'query', (call) => call())).toBe(false);
    expect(patchMethod(hook, undefined, 'query', (call) => call())).toBe(false);
    expect(patchMethod(hook, { query: 5 }, 'query', (call) => call())).toBe(false);
    expect(patchMethod(hook, Object.freeze({ query: () => 1 }), 'query', (call) => call())).toBe(false);
    const client = new Base();
    let seen = 0;
    for (let i = 0; i < 3; i++) {
      patchMethod(hook, client, 'query', (call) => {
        seen++;
        return call();
      });
    }
    client.query('a');
    expect(seen).toBe(1);
    hook.undo();
    client.query('a');
    expect(seen).toBe(1);
    expect(Object.hasOwn(client, 'query')).toBe(false);
  });

  it('observes nothing while settings turn the hook off', () => {
    const client = new Base();
    let seen = 0;
    patchBefore(hook, client, 'query', () => {
      seen++;
    });
    hooks.apply(true, { library: false });
    client.query('a');
    hooks.apply(false, {});
    client.query('a');
    expect(seen).toBe(0);
    hooks.apply(true, {});
    client.query('a');
    expect(seen).toBe(1);
  });
});

describe('patchBefore', () => {
  it('calls the method whatever the observer does, and is off after its fault for good', () => {
    const client = new Base();
    patchBefore(hook, client, 'query', () => {
      throw new Error('ours');
    });
    expect(client.query('a')).toBe('a done');
    hooks.apply(true, {});
    expect(client.query('b')).toBe('b done');
    expect(counts.hookFaults).toEqual({ library: 1 });
    expect(warnings).toHaveLength(1);
  });
});

describe('observed', () => {
  it('stands for constructors too', () => {
    const Made = observed(hook, Base as never, ((call: () => unknown) => call()) as never) as unknown as typeof Base;
    class Sub extends Made {}
    expect(new Sub()).toBeInstanceOf(Base);
    expect(new Sub().query('a')).toBe('a done');
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

const boom = new Error('boom');

describe('transaction', () => {
  it('sends duration and Apdex of a synchronous one, and returns its result', async () => {
    const result = agent.transaction('GET /users/:id', () => {
      agent.advance(12.3456);
      return 7;
    });
    expect(result).toBe(7);
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.GET-users-_id.ok:12.346|ms',
      'carpy.shop.web.GET-users-_id.apdex.satisfied:1|c',
    ]);
  });

  it('times a native promise until it settles', async () => {
    const result = agent.transaction('job', async () => {
      agent.advance(1);
      await Promise.resolve();
      agent.advance(2);
      return 'done';
    });
    expect(await result).toBe('done');
    expect(await agent.sent()).toEqual(['carpy.shop.web.job.ok:3|ms', 'carpy.shop.web.job.apdex.satisfied:1|c']);
  });

  it('takes a throw for an error and lets it through unchanged', async () => {
    expect(() =>
      agent.transaction('job', () => {
        throw boom;
      }),
    ).toThrow(boom);
    expect(await agent.sent()).toEqual(['carpy.shop.web.job.error:0|ms', 'carpy.shop.web.job.apdex.frustrated:1|c']);
  });

  it('takes a rejection for an error and lets it through unchanged', async () => {
    await expect(agent.transaction('job', () => Promise.reject(boom))).rejects.toBe(boom);
    expect(await agent.sent()).toEqual(['carpy.shop.web.job.error:0|ms', 'carpy.shop.web.job.apdex.frustrated:1|c']);
  });

  it('takes a thrown undefined for an error too', async () => {
    await expect(agent.transaction('job', () => Promise.reject(undefined))).rejects.toBe(undefined);
    expect((await agent.sent())[0]).toBe('carpy.shop.web.job.error:0|ms');
  });

  it.each([
    { durationMs: 500, zone: 'satisfied' },
    { durationMs: 500.001, zone: 'tolerating' },
    { durationMs: 2_000, zone: 'tolerating' },
    { durationMs: 2_000.5, zone: 'frustrated' },
  ])('is $zone after $durationMs ms at the default T', async ({ durationMs, zone }) => {
    agent.transaction('job', () => agent.advance(durationMs));
    expect((await agent.sent())[1]).toBe(`carpy.shop.web.job.apdex.${zone}:1|c`);
  });

  it('takes T from the transaction before the option before the setting', async () => {
    agent.configure({ apdexTMs: 10 });
    agent.transaction('setting', () => agent.advance(11));
    agent.transaction('option', () => agent.advance(11), { apdexTMs: 20 });
    agent.transaction(
      'handle',
      (t) => {
        t.setApdexT(1);
        t.setApdexT(Number.NaN);
        agent.advance(11);
      },
      { apdexTMs: 20 },
    );
    const zones = (await agent.sent()).filter((line) => line.includes('.apdex.'));
    expect(zones).toEqual([
      'carpy.shop.web.setting.apdex.tolerating:1|c',
      'carpy.shop.web.option.apdex.satisfied:1|c',
      'carpy.shop.web.handle.apdex.frustrated:1|c',
    ]);
  });

  it('is an error after setError, and absent after ignore', async () => {
    agent.transaction('failed', () => agent.setError(boom));
    agent.transaction('ignored', () => {
      agent.time('child', () => {});
      agent.ignore();
      agent.time('child', () => {});
    });
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.failed.error:0|ms',
      'carpy.shop.web.failed.apdex.frustrated:1|c',
    ]);
  });

  it('takes its functions along when renamed, also those that run then', async () => {
    await agent.transaction('GET', async () => {
      agent.time('early', () => agent.advance(1));
      const open = agent.startFunction('open');
      await agent.time('slow', async () => {
        await Promise.resolve();
        agent.setName('GET /a');
        agent.time('inner', () => agent.advance(2));
      });
      agent.time('late', () => agent.advance(3));
      open.end();
    });
    const lines = await agent.sent();
    expect(lines).toContain('carpy.shop.web.GET-a.children.early.ok:1|ms');
    expect(lines).toContain('carpy.shop.web.GET-a.children.slow.children.inner.ok:2|ms');
    expect(lines).toContain('carpy.shop.web.GET-a.children.late.ok:3|ms');
    expect(lines).toContain('carpy.shop.web.GET-a.children.open.ok:5|ms');
    expect(lines.filter((line) => !line.startsWith('carpy.shop.web.GET-a.'))).toEqual([]);
  });

  it('inside another is one of its own, and no function of the other', async () => {
    agent.transaction('outer', () => {
      agent.transaction('inner', () => {
        agent.time('f', () => agent.advance(1));
      });
      agent.time('g', () => agent.advance(2));
    });
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.inner.children.f.ok:1|ms',
      'carpy.shop.web.inner.ok:1|ms',
      'carpy.shop.web.inner.apdex.satisfied:1|c',
      'carpy.shop.web.inner.children._own.ok:0|ms',
      'carpy.shop.web.outer.children.g.ok:2|ms',
      'carpy.shop.web.outer.ok:3|ms',
      'carpy.shop.web.outer.apdex.satisfied:1|c',
      'carpy.shop.web.outer.children._own.ok:1|ms',
    ]);
  });

  it('can be ended by hand, once, and runs functions in its context', async () => {
    const t = agent.startTransaction('message');
    t.run(() => agent.time('f', () => agent.advance(1)));
    agent.advance(1);
    t.end(boom);
    t.end();
    t.setName('late');
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.message.children.f.ok:1|ms',
      'carpy.shop.web.message.error:2|ms',
      'carpy.shop.web.message.apdex.frustrated:1|c',
      'carpy.shop.web.message.children._own.ok:1|ms',
    ]);
  });

  it('sends own time only from the first child of the name on', async () => {
    agent.transaction('job', () => {});
    agent.transaction('job', () => agent.time('f', () => {}));
    agent.transaction('job', () => agent.advance(5));
    const own = (await agent.sent()).filter((line) => line.includes('_own'));
    expect(own).toEqual(['carpy.shop.web.job.children._own.ok:0|ms', 'carpy.shop.web.job.children._own.ok:5|ms']);
  });
});

describe('time', () => {
  it('outside any transaction just calls, and counts', async () => {
    expect(agent.time('f', () => 5)).toBe(5);
    expect(agent.startFunction('g').run(() => 6)).toBe(6);
    expect(agent.stats().functionsOutside).toBe(2);
    expect(await agent.sent()).toEqual([]);
  });

  it('after the end of its transaction is outside', async () => {
    let later: Promise<void> = Promise.resolve();
    const gate = withResolvers();
    agent.transaction('job', () => {
      later = gate.promise.then(() => agent.time('f', () => {}));
    });
    gate.resolve();
    await later;
    expect(agent.stats().functionsOutside).toBe(1);
    expect((await agent.sent()).filter((line) => line.includes('children'))).toEqual([]);
  });

  it('sends a function that outlived its transaction when it ends', async () => {
    const open = agent.transaction('job', () => {
      agent.advance(1);
      const call = agent.startFunction('f');
      agent.advance(2);
      return call;
    });
    agent.advance(4);
    open.end(boom);
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.job.ok:3|ms',
      'carpy.shop.web.job.apdex.satisfied:1|c',
      'carpy.shop.web.job.children._own.ok:1|ms',
      'carpy.shop.web.job.children.f.error:6|ms',
    ]);
  });

  it('lets errors of functions through and does not make the transaction one', async () => {
    await agent.transaction('job', async () => {
      expect(() =>
        agent.time('sync', () => {
          throw boom;
        }),
      ).toThrow(boom);
      await expect(agent.time('async', async () => Promise.reject(boom))).rejects.toBe(boom);
    });
    expect(await agent.sent()).toEqual([
      'carpy.shop.web.job.children.sync.error:0|ms',
      'carpy.shop.web.job.children.async.error:0|ms',
      'carpy.shop.web.job.ok:0|ms',
      'carpy.shop.web.job.apdex.satisfied:1|c',
      'carpy.shop.web.job.children._own.ok:0|ms',
    ]);
  });

  it('sends each once, however many a transaction times, and none of an ignored one', async () => {
    const run = (name: string, calls: number, ignored = false): void =>
      agent.transaction(name, (running) => {
        for (let i = 0; i < calls; i++) agent.time(`${name}-${i % 2}`, () => {});
        if (ignored) running.ignore();
      });
    run('many', 1_005);
    run('few', 3);
    run('secret', 5, true);
    agent.transaction('outer', () => {
      agent.time('before', () => {});
      run('inner', 4);
      agent.time('after', () => {});
    });
    run('none', 0);
    const names = (await agent.sent()).map((line) => /children\.([a-z]+-\d|before|after)\.ok:/.exec(line)?.[1]);
    const counts: Record<string, number> = {};
    for (const name of names) if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
    expect(counts).toEqual({
      'many-0': 503,
      'many-1': 502,
      'few-0': 2,
      'few-1': 1,
      before: 1,
      'inner-0': 2,
      'inner-1': 2,
      after: 1,
    });
  });

  it('gives thenables back untouched and unstarted', () => {
    let started = 0;
    const query = Object.defineProperty({}, 'then', {
      get: () => {
        started++;
        return undefined;
      },
    });
    agent.transaction('job', () => expect(agent.time('query', () => query)).toBe(query));
    expect(started).toBe(0);
  });

  it('gives promises that are more than promises back as they are', async () => {
    class Task extends Promise<number> {}
    const task = new Task((resolve) => resolve(1));
    const marked = Object.assign(Promise.resolve(2), { pid: 5 });
    agent.transaction('job', () => {
      expect(agent.time('task', () => task)).toBe(task);
      expect(agent.time('marked', () => marked)).toBe(marked);
    });
    expect((await agent.sent()).filter((line) => line.includes('.children.task.ok'))).toHaveLength(1);
  });

  it('gives the same promise again where the function did, and no rejection of it that nobody handles', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    let kept: Promise<never> | undefined;
    const load = agent.wrap('load', () => {
      kept ??= Promise.resolve().then(() => Promise.reject(new Error('lost')));
      return kept;
    });
    await agent.transaction('job', async () => {
      const first = load();
      const second = load();
      expect(second).toBe(first);
      await expect(second).rejects.toThrow('lost');
      await new Promise((turn) => setImmediate(turn));
      expect(load()).toBe(first);
      await new Promise((turn) => setImmediate(turn));
    });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect((await agent.sent()).filter((line) => line.includes('.children.load.error'))).toHaveLength(3);
  });

  it('reserved words and names of one segment', async () => {
    agent.transaction('other', () => {
      agent.time('_own', () => {});
      agent.time('a b', () => {});
      agent.time('a:b', () => {});
    });
    expect((await agent.sent()).slice(0, 4)).toEqual([
      'carpy.shop.web.other_.children._own_.ok:0|ms',
      'carpy.shop.web.other_.children.a_b.ok:0|ms',
      'carpy.shop.web.other_.children.a_b.ok:0|ms',
      'carpy.shop.web.other_.ok:0|ms',
    ]);
  });

  it('calls the function once whatever name it is given', () => {
    let calls = 0;
    const count = () => ++calls;
    agent.transaction('job', () => {
      for (const name of [undefined, null, 5, Symbol('x'), {}, '']) agent.time(name as string, count);
    });
    agent.transaction(Symbol('x') as never, count);
    agent.transaction(undefined as never, count);
    expect(calls).toBe(8);
  });
});

describe('life', () => {
  it('does nothing when turned off, and calls all the same', async () => {
    agent.configure({ enabled: false });
    expect(agent.transaction('job', (t) => t.run(() => agent.time('f', () => 3)))).toBe(3);
    agent.counter('c');
    expect(agent.stats()).toMatchObject({ running: false, transactions: 0, functionsOutside: 1 });
  });

  it('a close sends the rest, and what comes after is not sent until a start', async () => {
    agent.transaction('before', () => {});
    await agent.close();
    agent.transaction('after', () => {});
    agent.start();
    agent.transaction('again', () => {});
    const lines = await agent.sent();
    expect(lines.map((line) => line.split('.')[3])).toEqual(['before', 'before', 'again', 'again']);
  });

  it('sends transactions that ran while settings were changed, under the new ones', async () => {
    const gate = withResolvers();
    const job = agent.transaction('job', async () => {
      agent.time('before', () => {});
      await gate.promise;
      agent.time('after', () => {});
    });
    agent.configure({ server: 'other' });
    agent.configure({ server: 'next' });
    gate.resolve();
    await job;
    const counted = (await agent.sent()).map((line) => line.replace(/:.*/, ''));
    expect(counted.filter((line) => !line.includes('apdex'))).toEqual(
      ['children.before.ok', 'children.after.ok', 'ok', 'children._own.ok'].map((end) => `carpy.shop.next.job.${end}`),
    );
  });

  it('flush and close resolve without a start', async () => {
    await agent.close();
    await agent.flush();
    await agent.close();
  });
});

/** Promise.withResolvers is younger than Node 20. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

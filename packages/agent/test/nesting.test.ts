/**
 * Random programs of functions that wait and call each other, one after the other and at the same time, in virtual time. The test knows
 * from its own records where each call stood and when it ran; the agent must say the same.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeAll(async () => {
  agent = await openTestAgent();
});
afterAll(() => agent.end());

type Step =
  | { readonly kind: 'wait'; readonly durationMs: number }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'together'; readonly calls: readonly Call[] };

interface Call {
  /** Says how it returns: a value, the promise of a native async function, or a promise from a plain function. */
  readonly name: string;
  /** Called through an async function that is not timed. */
  readonly detour: boolean;
  readonly fails: boolean;
  readonly steps: readonly Step[];
}

const waits = fc.record({ kind: fc.constant('wait' as const), durationMs: fc.integer({ min: 0, max: 9 }) });
const calls: fc.Arbitrary<Call> = fc.letrec<{ call: Call; step: Step }>((tie) => ({
  call: fc.record({
    name: fc.constantFrom('sync-a', 'async-a', 'async-b', 'promise-a', 'promise-b'),
    detour: fc.boolean(),
    fails: fc.boolean(),
    steps: fc.array(tie('step'), { maxLength: 3 }),
  }),
  step: fc.oneof(
    { maxDepth: 3 },
    waits,
    fc.record({ kind: fc.constant('call' as const), call: tie('call') }),
    fc.record({ kind: fc.constant('together' as const), calls: fc.array(tie('call'), { maxLength: 3 }) }),
  ),
})).call;

/** Virtual time: sleepers wake in the order of their times, each after all that the one before set going has run. */
class Sleepers {
  #waiting: { atMs: number; wake: () => void }[] = [];

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.#waiting.push({ atMs: agent.clock.nowMs + durationMs, wake }));
  }

  async runUntil(finished: Promise<unknown>): Promise<void> {
    let done = false;
    void finished.then(() => {
      done = true;
    });
    for (;;) {
      await new Promise((idle) => setImmediate(idle));
      if (done) return;
      this.#waiting.sort((a, b) => a.atMs - b.atMs);
      const next = this.#waiting.shift();
      if (next === undefined) throw new Error('nobody sleeps, and it is not done');
      agent.clock.nowMs = next.atMs;
      next.wake();
    }
  }
}

interface Seen {
  readonly path: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: 'ok' | 'error';
}

/** Runs the calls as one transaction of that name; answers each call as the test itself saw it. */
async function runProgram(name: string, program: readonly Call[]): Promise<Seen[]> {
  const sleepers = new Sleepers();
  const seen: Seen[] = [];
  const failure = new Error('planned');

  const follow = async (steps: readonly Step[], path: string): Promise<void> => {
    for (const step of steps) {
      if (step.kind === 'wait') await sleepers.sleep(step.durationMs);
      else if (step.kind === 'call') await perform(step.call, path);
      else await Promise.all(step.calls.map((call) => perform(call, path)));
    }
  };
  const perform = async (call: Call, above: string): Promise<void> => {
    const path = `${above}.children.${call.name}`;
    if (call.detour) await sleepers.sleep(1);
    const startMs = agent.clock.nowMs;
    const note = (): void => {
      seen.push({ path, startMs, endMs: agent.clock.nowMs, outcome: call.fails ? 'error' : 'ok' });
    };
    const body = async (): Promise<void> => {
      await follow(call.steps, path);
      if (call.fails) throw failure;
    };
    try {
      if (call.name.startsWith('sync')) {
        agent.time(call.name, () => {
          // The clock stands still here: microtasks of other calls may run between an end and its note.
          agent.time('leaf', () => {});
          seen.push({ path: `${path}.children.leaf`, startMs, endMs: startMs, outcome: 'ok' });
          if (call.fails) throw failure;
        });
      } else if (call.name.startsWith('async')) await agent.time(call.name, body);
      else await agent.time(call.name, () => body().then((value) => value));
    } catch (error) {
      if (error !== failure) throw error;
    }
    note();
  };

  const finished = agent.transaction(name, () =>
    follow([{ kind: 'together', calls: program }], `carpy.shop.web.${name}`),
  );
  await sleepers.runUntil(finished);
  return seen;
}

/** How much of [startMs, endMs] the intervals cover. */
function unionMs(intervals: readonly { startMs: number; endMs: number }[]): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    covered += Math.max(0, endMs - Math.max(startMs, until));
    until = Math.max(until, endMs);
  }
  return covered;
}

describe('nesting', () => {
  it('puts every call where it stood, and own time is what its children leave of the transaction', async () => {
    // A name for each run: what 200 functions a transaction allow is not the matter here.
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 1, maxLength: 4 }), async (program) => {
        const name = `program${runs++}`;
        const seen = await runProgram(name, program);
        const lines = await agent.sent();
        const functions = lines.filter((line) => line.includes('.children.') && !line.includes('._own.'));
        const want = seen.map((s) => `${s.path}.${s.outcome}:${s.endMs - s.startMs}|ms`);
        expect(functions.sort()).toEqual(want.sort());

        const total = durationOf(lines, `carpy.shop.web.${name}.ok`);
        const own = durationOf(lines, `carpy.shop.web.${name}.children._own.ok`);
        const direct = seen.filter((s) => s.path.split('.children.').length === 2);
        expect(own + unionMs(direct)).toBe(total);
      }),
      { numRuns: 60 },
    );
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

function durationOf(lines: readonly string[], path: string): number {
  const line = lines.find((l) => l.startsWith(`${path}:`));
  if (line === undefined) throw new Error(`no line of ${path}`);
  return Number.parseFloat(line.slice(path.length + 1));
}

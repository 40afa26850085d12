/**
 * Random programs: every function, its outcome and duration, and what its children left of the transaction, as the program itself knows
 * them; and results, errors, `this`, the order of things and the application's own contexts as without the agent.
 */
import { AsyncResource } from 'node:async_hooks';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transaction } from '../src/api.ts';
import type { RunningTransaction } from '../src/running-transaction.ts';
import { ProgramRun } from './program-run.ts';
import { randomProgram, type Step, type Work } from './random-program.ts';
import type { TestAgent } from './test-agent.ts';
import { type Timing, untimed } from './untimed.ts';

const numRuns = Number(process.env['CARPY_TEST_CASES'] ?? 100);
/** For large numbers of cases. */
const TIMEOUT_MS = 3_600_000;
const seed = Number(process.env['CARPY_TEST_SEED'] ?? 1);

let agent: TestAgent | undefined;
afterEach(async () => {
  await agent?.end();
  agent = undefined;
});

/** An agent of modules of its own, whose context was never asked for. */
async function freshAgent(): Promise<{ agent: TestAgent; timing: Timing }> {
  await agent?.end();
  vi.resetModules();
  const { openTestAgent } = await import('./test-agent.ts');
  const { storage } = await import('../src/context.ts');
  agent = await openTestAgent();
  const enter = (transaction: Transaction): void => storage.enterWith((transaction as RunningTransaction).scope);
  return { agent, timing: { ...agent, enter } };
}

/** As many requests as have the context rest. */
function enterMany(timing: Timing): void {
  for (let i = 0; i < 1_500; i++)
    new AsyncResource('request').runInAsyncScope(() => {
      const transaction = timing.startTransaction('before');
      timing.enter(transaction);
      transaction.ignore();
      transaction.end();
    });
}

let runs = 0;

/** Runs the program without the agent and with it; answers the lines that the agent sent, and those that it was to send. */
async function runBoth(program: readonly Work[], agent: TestAgent, timing: Timing) {
  const prefix = `p${runs++}x`;
  const without = new ProgramRun(untimed, prefix, { nowMs: agent.clock.nowMs });
  await without.run(program);
  const timed = new ProgramRun(timing, prefix, agent.clock);
  await timed.run(program);
  const lines = (await agent.sent()).filter((line) => !line.includes('.apdex.'));
  expect(Object.fromEntries(timed.seen)).toEqual(Object.fromEntries(without.seen));
  expect(agent.stats()).toMatchObject({ internalErrors: 0 });
  return { sent: lines.map((line) => line.replace('carpy.shop.web.', '')).sort(), known: timed.model.lines() };
}

describe.each(['before its rest', 'woken after its rest'])('the context %s', (state) => {
  it('is of every program what that program knows', { timeout: TIMEOUT_MS }, async () => {
    const { agent, timing } = await freshAgent();
    if (state !== 'before its rest') {
      enterMany(timing);
      agent.currentTransaction();
    }
    await fc.assert(
      fc.asyncProperty(randomProgram, async (program) => {
        // A new start forgets names, whose number is bounded.
        if (runs % 100 === 99) agent.configure({});
        const { sent, known } = await runBoth(program, agent, timing);
        expect(sent).toEqual(known);
      }),
      { numRuns, seed },
    );
  });
});

describe('the context that is woken in the middle of requests', () => {
  const own = /\._own\./;
  const without = (lines: readonly string[], others: readonly string[]): string[] => {
    const left = [...others];
    return lines.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };

  /** Who loads what renames wants a context from there on. */
  const unnamed = (program: readonly Work[]): readonly Work[] =>
    JSON.parse(JSON.stringify(program), (_key, value) =>
      value.kind === 'rename' || value.kind === 'ignore' ? { kind: 'wait', durationMs: 0 } : value,
    );

  it('gives no call to another request nor another place, and all of those that begin later', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, randomProgram, async (program, later) => {
        const { agent, timing } = await freshAgent();
        enterMany(timing);
        const requests = unnamed(program).map(({ style, steps, fails }, i): Work => {
          // Some ask at once, others when another was entered after them.
          const first: Step[] = style === 'entered' ? [] : [{ kind: 'wait', durationMs: 1 }];
          return { name: 10 + i, style: 'entered', fails, steps: [...first, ...steps] };
        });
        const { sent, known } = await runBoth(requests, agent, timing);
        const isCall = (line: string): boolean => line.includes('.children.');
        expect(sent.filter((line) => !isCall(line))).toEqual(known.filter((line) => !isCall(line)));
        expect(without(sent, known).filter((line) => !own.test(line))).toEqual([]);
        agent.currentTransaction();
        const after = await runBoth(later, agent, timing);
        expect(after.sent).toEqual(after.known);
      }),
      // Before Node 24 each of these agents leaves a hook behind, which the later ones pay for.
      { numRuns: Math.min(Math.ceil(numRuns / 10), 40), seed },
    );
  });
});

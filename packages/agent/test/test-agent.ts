/** An agent of a test's own: real socket, and a clock that the test moves. */
import { createAgent } from '../src/agent.ts';
import type { Agent, AgentOptions } from '../src/api.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

export interface TestAgent extends Agent {
  readonly receiver: Receiver;
  /** Lines on standard error. */
  readonly warnings: string[];
  /** Moves the clock on, ms. */
  advance(durationMs: number): void;
  readonly clock: { nowMs: number };
  /** Flushes, and answers every line that left so far, without those of earlier calls. */
  sent(): Promise<string[]>;
  end(): Promise<void>;
}

export async function openTestAgent(
  options: AgentOptions = {},
  env: Readonly<Record<string, string>> = {},
): Promise<TestAgent> {
  const receiver = await openReceiver();
  const clock = { nowMs: 1_000 };
  const warnings: string[] = [];
  const agent = createAgent(
    {
      now: () => clock.nowMs,
      epochMs: () => 1_700_000_000_000,
      warn: (line) => warnings.push(line),
      startedAtMs: 1_699_999_999_000,
    },
    { env, hostName: 'web-1.example.com', mainFile: undefined, workingFolder: '/' },
  );
  agent.configure({ app: 'shop', server: 'web', statsd: receiver.address, url: 'off', runtime: false, ...options });
  let marks = 0;
  let read = 0;
  return {
    ...agent,
    receiver,
    warnings,
    clock,
    advance: (durationMs) => {
      clock.nowMs += durationMs;
    },
    sent: async () => {
      // One socket to one socket on loopback keeps the order, so the mark arrives last.
      const mark = `mark${marks++}`;
      agent.counter(mark);
      await agent.flush();
      const lines = await receiver.waitFor(new RegExp(`\\.custom\\.${mark}:`));
      const fresh = lines.slice(read).filter((line) => !/\.custom\.mark\d+:/.test(line));
      read = lines.length;
      return fresh;
    },
    end: async () => {
      await agent.close();
      await receiver.close();
    },
  };
}

import { expect, it, vi } from 'vitest';
import { type DrainEnd, type Drained, DrainLoop } from '../../src/listen/drain-loop.ts';
import { SOON } from './opened.ts';

/** A socket that answers its drains with `ends` in turn, then with `quiet`. */
function socketOf(ends: readonly DrainEnd[], onDrain: (count: number) => void = () => {}) {
  const socket = { pauseMs: 0.1, drains: 0, rests: 0 };
  const drained: Drained & typeof socket = Object.assign(socket, {
    drain: (): DrainEnd => {
      socket.drains++;
      onDrain(socket.drains);
      return ends[socket.drains - 1] ?? 'quiet';
    },
    rest: (): void => {
      socket.rests++;
    },
  });
  return drained;
}

it('reads each socket until it is quiet, then lets it rest, and then does nothing', async () => {
  const loop = new DrainLoop();
  const long = socketOf(['more', 'empty', 'empty']);
  const short = socketOf(['empty']);
  loop.add(long);
  loop.add(short);
  loop.add(short);
  await vi.waitFor(() => expect([long.rests, short.rests]).toEqual([1, 1]), SOON);
  expect([long.drains, short.drains]).toEqual([4, 2]);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect([long.drains, short.drains]).toEqual([4, 2]);
});

it('takes a socket back that has rested', async () => {
  const loop = new DrainLoop();
  const socket = socketOf([]);
  for (let turn = 1; turn <= 3; turn++) {
    loop.add(socket);
    await vi.waitFor(() => expect(socket.rests).toBe(turn), SOON);
  }
});

it('lets timers and other immediates go on', async () => {
  const loop = new DrainLoop();
  let stop = false;
  const busy: Drained = { pauseMs: 0.1, drain: () => (stop ? 'quiet' : 'more'), rest: () => {} };
  loop.add(busy);
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  stop = true;
});

it('bears sockets that are removed while one is read', async () => {
  const loop = new DrainLoop();
  const second = socketOf([]);
  const first: Drained & { drains: number } = socketOf(['empty', 'empty', 'empty'], (count) => {
    if (count < 2) return;
    loop.remove(first);
    loop.remove(second);
  });
  loop.add(first);
  loop.add(second);
  await vi.waitFor(() => expect(first.drains).toBe(2), SOON);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(first.drains).toBe(2);
});

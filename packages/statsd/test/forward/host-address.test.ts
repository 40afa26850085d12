import { afterEach, expect, it, vi } from 'vitest';
import { HostAddress, type Resolve } from '../../src/forward/host-address.ts';
import { eventually } from './eventually.ts';

const open: HostAddress[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function addressOf(host: string, resolve: Resolve, refreshMs?: number): HostAddress {
  const address = new HostAddress(host, { resolve, refreshMs, now: () => 7 });
  open.push(address);
  return address;
}

it.each([
  { host: '127.0.0.1', family: 4 },
  { host: '::1', family: 6 },
])('takes $host as it is', ({ host, family }) => {
  const address = addressOf(host, () => Promise.reject(new Error('asked')));
  expect({ address: address.address, family: address.family, error: address.lastError }).toEqual({
    address: host,
    family,
    error: undefined,
  });
});

it('looks a name up again, and keeps the old answer while that fails', async () => {
  const answers = [{ address: '10.0.0.1', family: 4 }, new Error('no such host'), { address: 'fd00::2', family: 6 }];
  let asked = 0;
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const address = addressOf(
    'statsd.internal',
    async () => {
      const answer = answers[asked++];
      if (asked > 2) await gate;
      if (answer instanceof Error) throw answer;
      return answer ?? { address: 'fd00::2', family: 6 };
    },
    1,
  );
  expect(address.address).toBeUndefined();
  await address.ready;
  expect(address.address).toBe('10.0.0.1');
  await eventually(() => expect(address.lastError).toBe('no such host'));
  expect([address.address, address.lastErrorAtMs]).toEqual(['10.0.0.1', 7]);
  go();
  await eventually(() => expect([address.address, address.family]).toEqual(['fd00::2', 6]));
});

it('asks each minute, and no more once closed', async () => {
  vi.useFakeTimers();
  try {
    let asked = 0;
    const address = addressOf('a.b', () => {
      asked++;
      return Promise.resolve({ address: '10.0.0.1', family: 4 });
    });
    await vi.advanceTimersByTimeAsync(150_000);
    expect(asked).toBe(3);
    address.close();
    await vi.advanceTimersByTimeAsync(150_000);
    expect(asked).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

/**
 * What one sender may send in the long run, in several measures at once. Spent is known only after a body was read, so a sender may fall
 * into debt with its last body, and is then asked to wait until the debt is paid.
 */

/**
 * `burstS`: what may be saved up, in seconds of the rate: agents send once in a while, and then all at once. `addressFactor`: what an address may send,
 * as many times as an app: one machine, or one proxy, may have several apps behind it.
 */
export const RATE_RULES = { burstS: 10, addressFactor: 4 } as const;
/** Senders remembered; past it the one that was heard longest ago begins anew. */
const MAX_SENDERS = 10_000;

interface Sender {
  /** What is left; below 0 it is debt. One number a rate. */
  readonly left: number[];
  atMs: number;
}

export class RateLimits {
  /** A second. */
  readonly #rates: readonly number[];
  readonly #clock: () => number;
  readonly #senders = new Map<string, Sender>();

  /** `clock` in ms, from anywhere; it may not go back. */
  constructor(rates: readonly number[], clock: () => number) {
    this.#rates = rates;
    this.#clock = clock;
  }

  /** Whole seconds that this sender is to wait; 0: it may send now. */
  waitS(sender: string): number {
    const { left } = this.#of(sender);
    let waitS = 0;
    for (let i = 0; i < left.length; i++) {
      const debt = -(left[i] as number);
      if (debt >= 0) waitS = Math.max(waitS, Math.floor(debt / (this.#rates[i] as number)) + 1);
    }
    return waitS;
  }

  /** In the order of the rates. */
  spend(sender: string, ...amounts: readonly number[]): void {
    const { left } = this.#of(sender);
    for (let i = 0; i < left.length; i++) left[i] = (left[i] as number) - (amounts[i] as number);
  }

  #of(name: string): Sender {
    const nowMs = this.#clock();
    let sender = this.#senders.get(name);
    if (sender === undefined) sender = { left: this.#rates.map((rate) => rate * RATE_RULES.burstS), atMs: nowMs };
    else {
      this.#senders.delete(name);
      for (let i = 0; i < this.#rates.length; i++) {
        const rate = this.#rates[i] as number;
        sender.left[i] = Math.min(
          rate * RATE_RULES.burstS,
          (sender.left[i] as number) + ((nowMs - sender.atMs) / 1_000) * rate,
        );
      }
      sender.atMs = nowMs;
    }
    // Last in the map is last heard.
    this.#senders.set(name, sender);
    if (this.#senders.size > MAX_SENDERS)
      for (const oldest of this.#senders.keys()) {
        this.#senders.delete(oldest);
        break;
      }
    return sender;
  }
}

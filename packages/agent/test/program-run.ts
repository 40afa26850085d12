/** Runs random programs (random-program.ts) in virtual time, with an agent or without, and notes what they see. */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { Model, Place } from './program-model.ts';
import { atOnce, type Generator, inTime, Planned, Subclass, thenable } from './program-parts.ts';
import type { Call, Step, Work } from './random-program.ts';
import type { Timing } from './untimed.ts';
import { VirtualTime } from './virtual-time.ts';

/** The application's. One for all, since before Node 24 each costs whatever runs for the life of the process. */
const own = new AsyncLocalStorage<number>();

export class ProgramRun {
  readonly model: Model = new Model();
  /** What each part of the program saw, in its order. */
  readonly seen: Map<string, string[]> = new Map();
  readonly #timing: Timing;
  readonly #prefix: string;
  readonly #time: VirtualTime;

  constructor(timing: Timing, prefix: string, clock: { nowMs: number }) {
    this.#timing = timing;
    this.#prefix = prefix;
    this.#time = new VirtualTime(clock);
  }

  run(program: readonly Work[]): Promise<void> {
    program.forEach((work, i) => {
      own.run(i, () => this.#leave(`${i}`, () => this.#work(work, `${i}`)));
    });
    return this.#time.run();
  }

  #note(id: string, what: unknown): void {
    const list = this.seen.get(id) ?? [];
    this.seen.set(id, list);
    list.push(`${String(what)} ${own.getStore()}`);
  }

  /** Starts what nobody waits for. */
  #leave(id: string, start: () => unknown): void {
    this.#time.await(this.#caught(id, start));
  }

  async #follow(steps: readonly Step[], place: Place, id: string): Promise<void> {
    for (const [i, step] of steps.entries()) {
      const at = `${id}.${i}`;
      this.#note(id, step.kind);
      if (step.kind === 'wait') await this.#time.sleep(step.durationMs);
      else if (step.kind === 'call' && step.awaited)
        for (let n = 0; n < step.times; n++) await this.#caught(at, () => this.#call(step.call, place, `${at}x${n}`));
      else if (step.kind === 'callback' && step.awaited)
        await new Promise<void>((resolve, reject) => {
          this.#time.callBack(step.way, () => this.#follow(step.steps, place, at).then(resolve, reject));
        });
      else if (step.kind === 'together') await this.#together(step, place, at);
      else if (step.kind === 'hand') await this.#hand(step, place, at);
      else if (step.kind === 'generator' && step.async) await this.#caught(at, () => this.#generate(step, place, at));
      else if (step.kind === 'run') await own.run(step.store, () => this.#follow(step.steps, place, at));
      else if (step.kind === 'transaction') await this.#caught(at, () => this.#work(step.transaction, at));
      else this.#atOnce(step, place, at);
      this.#note(id, 'then');
    }
  }

  /** In code that can't wait. */
  #followAtOnce(steps: readonly Step[], place: Place, id: string): void {
    for (const [i, step] of steps.entries()) {
      this.#note(id, step.kind);
      this.#atOnce(step, place, `${id}.${i}`);
      this.#note(id, 'then');
    }
  }

  #atOnce(step: Step, place: Place, id: string): void {
    const { transaction } = place.now ?? {};
    if (step.kind === 'call')
      for (let n = 0; n < step.times; n++)
        if (step.call.kind === 'value') this.#caughtAtOnce(id, () => this.#call(step.call, place, `${id}x${n}`));
        else this.#leave(`${id}x${n}`, () => this.#call(step.call, place, `${id}x${n}`));
    else if (step.kind === 'callback')
      this.#time.callBack(step.way, () => this.#leave(id, () => this.#follow(step.steps, place, id)));
    else if (step.kind === 'together') this.#leave(id, () => this.#together(step, place, id));
    else if (step.kind === 'hand') {
      const { inside, run, end } = this.#begin(step.name, step.fails, place);
      run(() => this.#followAtOnce(step.steps, inside, id));
      end();
    } else if (step.kind === 'generator') {
      if (step.async) this.#leave(id, () => this.#generate(step, place, id));
      else this.#caughtAtOnce(id, () => this.#generateAtOnce(step, place, id));
    } else if (step.kind === 'run') own.run(step.store, () => this.#followAtOnce(step.steps, place, id));
    else if (step.kind === 'enterWith') own.enterWith(step.store);
    else if (step.kind === 'rename') {
      this.#timing.setName(this.#name(step.to));
      if (transaction !== undefined) transaction.name = this.#name(step.to);
    } else if (step.kind === 'ignore') {
      this.#timing.ignore();
      if (transaction !== undefined) transaction.ignored = true;
    } else if (step.kind === 'transaction') this.#leave(id, () => this.#work(step.transaction, id));
  }

  async #caught(id: string, fn: () => unknown): Promise<void> {
    try {
      this.#note(id, await fn());
    } catch (error) {
      this.#note(id, error);
    }
  }

  #caughtAtOnce(id: string, fn: () => unknown): void {
    try {
      this.#note(id, fn());
    } catch (error) {
      this.#note(id, error);
    }
  }

  /** What `call` returns, as the agent gives it back. */
  #call(call: Call, place: Place, id: string): unknown {
    const { returns } = this.model;
    const inside = place.begin(call.name, this.#time.nowMs);
    const here = inside ?? place;
    const kept = inside !== undefined && returns.get(inside.key) === 'value' && call.kind !== 'async';
    const end = (failed: boolean): void => inside?.end(this.#time.nowMs, failed);
    const over = (): void => inside?.leaveTo(place);
    const promised = (): void => {
      if (inside === undefined) return;
      returns.set(inside.key, 'promise');
      if (kept) over();
    };
    const body = async (): Promise<string> => {
      try {
        await this.#follow(call.steps, here, id);
        if (call.fails) throw new Planned(id);
        return `result of ${id}`;
      } finally {
        if (call.kind !== 'subclass') end(call.fails);
      }
    };
    const plainly = (fails: boolean, result: unknown): unknown => {
      this.#followAtOnce(call.steps, here, id);
      end(fails);
      over();
      if (fails) throw new Planned(id);
      if (inside !== undefined && !returns.has(inside.key)) returns.set(inside.key, 'value');
      return result;
    };
    const bodies: Record<Call['kind'], () => unknown> = {
      value: () => plainly(call.fails, `result of ${id}`),
      thenable: () => plainly(false, thenable(`result of ${id}`)),
      async: body,
      promise: () => body().then((value) => value),
      subclass: () => {
        const result = new Subclass<string>((resolve, reject) => void body().then(resolve, reject));
        end(false);
        return result;
      },
    };
    const self = { id };
    const check = (given: unknown, argument: unknown): void => {
      if (call.wrapped && (given !== self || argument !== id)) throw new Error('called in another way');
    };
    const fn: (this: unknown, argument?: unknown) => unknown =
      call.kind === 'async'
        ? async function (argument) {
            check(this, argument);
            return body();
          }
        : function (argument) {
            check(this, argument);
            return bodies[call.kind]();
          };
    const result = call.wrapped
      ? Reflect.apply(this.#timing.wrap(call.name, fn), self, [id])
      : this.#timing.time(call.name, fn);
    if (call.kind === 'async' || call.kind === 'promise' || call.kind === 'subclass') promised();
    return result;
  }

  #together(step: Extract<Step, { kind: 'together' }>, place: Place, id: string): Promise<void> {
    const started = step.calls.map(async (call, i) => this.#call(call, place, `${id}.${i}`));
    // Those that a race leaves behind have their errors handled by it.
    this.#time.await(Promise.allSettled(started));
    // Which of several is the first at the same moment is a matter of ticks.
    if (step.how === 'race' || step.how === 'any')
      return Promise[step.how](started).then(
        () => {},
        () => {},
      );
    return this.#caught(id, async () => {
      if (step.how === 'allSettled') return JSON.stringify(await Promise.allSettled(started));
      return Promise.all(started).then(JSON.stringify, () => 'one failed');
    });
  }

  #begin(name: string, fails: boolean, place: Place) {
    const inside = place.begin(name, this.#time.nowMs);
    const call = this.#timing.startFunction(name);
    return {
      inside: inside ?? place,
      run: <T>(fn: () => T): T => call.run(fn),
      end: () => {
        inside?.end(this.#time.nowMs, fails);
        call.end(fails ? new Planned(name) : undefined);
      },
    };
  }

  async #hand(step: Extract<Step, { kind: 'hand' }>, place: Place, id: string): Promise<void> {
    const { inside, run, end } = this.#begin(step.name, step.fails, place);
    await run(async () => {
      await this.#follow(step.steps, inside, id);
      if (step.ends === 'inside') end();
    });
    if (step.ends === 'after') end();
    if (step.ends === 'later') this.#leave(id, () => this.#time.sleep(5).then(end));
  }

  /** The place of a generator's body is known with the first value that is taken from it. */
  #generated(step: Generator, place: Place) {
    let inside: Place | undefined;
    return {
      begin: (): void => {
        inside = place.begin(step.name, this.#time.nowMs);
      },
      here: (): Place => inside ?? place,
      end: (): void => inside?.end(this.#time.nowMs, step.ends === 'throw'),
    };
  }

  #generateAtOnce(step: Generator, place: Place, id: string): string {
    const { begin, here, end } = this.#generated(step, place);
    const follow = (part: readonly Step[], i: number): void => this.#followAtOnce(part, here(), `${id}.${i}`);
    const made = this.#timing.wrap(step.name, atOnce)(step, { follow, end });
    begin();
    let taken = '';
    for (const value of made) {
      taken += value;
      if (step.ends === 'break') break;
    }
    return taken;
  }

  async #generate(step: Generator, place: Place, id: string): Promise<string> {
    const { begin, here, end } = this.#generated(step, place);
    const follow = (part: readonly Step[], i: number) => this.#follow(part, here(), `${id}.${i}`);
    const made = this.#timing.wrap(step.name, inTime)(step, { follow, end });
    begin();
    let taken = '';
    for await (const value of made) {
      taken += value;
      if (step.ends === 'break') break;
    }
    return taken;
  }

  #name(n: number): string {
    return `${this.#prefix}${n}`;
  }

  #work(work: Work, id: string): unknown {
    const name = this.#name(work.name);
    const transaction = this.model.begin(name, this.#time.nowMs);
    const place = new Place(transaction);
    const end = (): void => this.model.end(transaction, this.#time.nowMs, work.fails);
    const result = (): string => {
      if (work.fails) throw new Planned(id);
      return `result of ${id}`;
    };
    const whole = async (): Promise<string> => {
      await this.#follow(work.steps, place, id);
      return result();
    };
    if (work.style === 'sync')
      return this.#timing.transaction(name, () => {
        this.#followAtOnce(work.steps, place, id);
        end();
        return result();
      });
    if (work.style === 'async')
      return this.#timing.transaction(name, () => {
        const promise = whole();
        promise.then(end, end);
        return promise;
      });
    const byHand = this.#timing.startTransaction(name);
    const finish = async (running: Promise<string>): Promise<string> => {
      try {
        return await running;
      } finally {
        end();
        byHand.end(work.fails ? new Planned(id) : undefined);
      }
    };
    if (work.style === 'hand') return finish(byHand.run(whole));
    return new AsyncResource('request').runInAsyncScope(() => {
      this.#timing.enter(byHand);
      return finish(whole());
    });
  }
}

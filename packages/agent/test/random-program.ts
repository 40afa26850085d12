/**
 * Random programs of an application: functions of every kind that call, start, leave and wait for each other. What a step does is in
 * program-run.ts.
 */
import fc from 'fast-check';

/** How a callback comes to be called. */
export type Way = 'tick' | 'microtask' | 'promise' | 'immediate' | 'timer' | 'resource' | 'emitter';

/** How a function gives its result. Names are shared: what gave a value may give a promise at its next call. */
export type Kind = 'value' | 'async' | 'promise' | 'thenable' | 'subclass';

export interface Call {
  readonly name: string;
  readonly kind: Kind;
  /** By `time`, or by a function that `wrap` made, with `this` and an argument. */
  readonly wrapped: boolean;
  readonly fails: boolean;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'wait'; readonly durationMs: number }
  | { readonly kind: 'callback'; readonly way: Way; readonly awaited: boolean; readonly steps: readonly Step[] }
  | { readonly kind: 'call'; readonly call: Call; readonly times: number; readonly awaited: boolean }
  | { readonly kind: 'together'; readonly how: 'all' | 'allSettled' | 'race' | 'any'; readonly calls: readonly Call[] }
  /** A function that is ended by hand: in its own steps, after them, or when nobody waits for it. */
  | {
      readonly kind: 'hand';
      readonly name: string;
      readonly ends: 'inside' | 'after' | 'later';
      readonly fails: boolean;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: 'generator';
      readonly name: string;
      readonly async: boolean;
      readonly ends: 'done' | 'break' | 'throw';
      readonly parts: readonly (readonly Step[])[];
    }
  /** The application's own AsyncLocalStorage. */
  | { readonly kind: 'run'; readonly store: number; readonly steps: readonly Step[] }
  | { readonly kind: 'enterWith'; readonly store: number }
  | { readonly kind: 'rename'; readonly to: number }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'transaction'; readonly transaction: Work };

/** A transaction. `entered`: as those of requests are, for all that its operation does from there on. */
export interface Work {
  readonly name: number;
  readonly style: 'sync' | 'async' | 'hand' | 'entered';
  readonly fails: boolean;
  readonly steps: readonly Step[];
}

const names = fc.constantFrom('a', 'b', 'c');
const seldom = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);

/** Calls and callbacks stand this deep in each other. */
const DEPTH = 5;

const stepsOf = fc.memo(
  (depth): fc.Arbitrary<readonly Step[]> =>
    depth <= 1
      ? fc.array(plainStep, { maxLength: 2 })
      : fc.array(fc.oneof({ weight: 1, arbitrary: plainStep }, { weight: 4, arbitrary: stepOf(depth - 1) }), {
          maxLength: 3,
          size: 'max',
        }),
);

const callOf = fc.memo(
  (depth): fc.Arbitrary<Call> =>
    fc.record({
      name: names,
      kind: fc.constantFrom<Kind[]>('value', 'value', 'value', 'async', 'async', 'promise', 'thenable', 'subclass'),
      wrapped: fc.boolean(),
      fails: seldom,
      steps: stepsOf(depth),
    }),
);

const workOf = fc.memo(
  (depth): fc.Arbitrary<Work> =>
    fc.record({
      name: fc.nat(2),
      style: fc.constantFrom<Work['style'][]>('sync', 'async', 'async', 'hand', 'entered', 'entered'),
      fails: seldom,
      steps: stepsOf(depth),
    }),
);

const plainStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('wait'), durationMs: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename'), to: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('enterWith'), store: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ignore') }) },
);

const stepOf = fc.memo((depth): fc.Arbitrary<Step> => {
  const steps = stepsOf(depth);
  const call = fc.record({
    kind: fc.constant('call'),
    call: callOf(depth),
    times: fc.constantFrom(1, 1, 2, 3),
    awaited: fc.boolean(),
  });
  return fc.oneof(
    { weight: 8, arbitrary: call },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('callback'),
        way: fc.constantFrom<Way[]>('tick', 'microtask', 'promise', 'immediate', 'timer', 'resource', 'emitter'),
        awaited: fc.boolean(),
        steps,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('together'),
        how: fc.constantFrom('all', 'allSettled', 'race', 'any'),
        calls: fc.array(callOf(depth), { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('hand'),
        name: names,
        ends: fc.constantFrom('inside', 'after', 'later'),
        fails: seldom,
        steps,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('generator'),
        name: names,
        async: fc.boolean(),
        ends: fc.constantFrom('done', 'break', 'throw'),
        parts: fc.array(steps, { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('run'), store: fc.nat(5), steps }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('transaction'), transaction: workOf(depth) }) },
  ) as fc.Arbitrary<Step>;
});

/** Transactions that run at the same time. */
export const randomProgram: fc.Arbitrary<readonly Work[]> = fc.array(workOf(DEPTH), { minLength: 1, maxLength: 4 });

/** What functions of random programs give. */
import type { Step } from './random-program.ts';

export class Subclass<T> extends Promise<T> {}

export class Planned extends Error {}

export const thenable = (value: string): object =>
  // biome-ignore lint/suspicious/noThenProperty: as query builders have it.
  ({ then: (resolve: (value: string) => void) => resolve(value) });

export type Generator = Extract<Step, { kind: 'generator' }>;

export interface GeneratorBody<R> {
  follow(part: readonly Step[], i: number): R;
  end(): void;
}

export function* atOnce(step: Generator, body: GeneratorBody<void>): Iterable<number> {
  try {
    for (const [i, part] of step.parts.entries()) {
      body.follow(part, i);
      yield i;
    }
    if (step.ends === 'throw') throw new Planned('generator');
  } finally {
    body.end();
  }
}

export async function* inTime(step: Generator, body: GeneratorBody<Promise<void>>): AsyncIterable<number> {
  try {
    for (const [i, part] of step.parts.entries()) {
      await body.follow(part, i);
      yield i;
    }
    if (step.ends === 'throw') throw new Planned('generator');
  } finally {
    body.end();
  }
}

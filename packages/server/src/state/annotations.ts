/** Annotations: marks on the time axis, such as deploys. Kept in order of time, so that a range is one scan. */
import { randomBytes } from 'node:crypto';
import type { Annotation } from '@carpy/api';
import { CarpyError } from '@carpy/core';
import type { StateClient } from '../threads/clients.ts';
import { annotationKey, annotationMoment, annotationsPrefix } from './keys.ts';

export const ANNOTATION_LIMITS = {
  /** In one answer; the newest of the range stay. */
  listed: 1_000,
  /** Ever kept. */
  kept: 100_000,
} as const;
/** Moments that fit the key, epoch ms: up to the year 5138. */
export const MAX_WHEN_MS = 99_999_999_999_999;
const PAGE = 1_000;

/** What the state holds: an annotation, and who made it (hello adds servers to marks; only its own give way to a user's). */
export interface AnnotationState extends Annotation {
  readonly madeBy: 'api' | 'hello';
  /** What an event of Graphite's says besides its title, which is `text`; absent in annotations that were no such event. */
  readonly data?: string;
}

/** Ids carry their moment, so that one can be found by its id alone: `<whenMs>-<16 hex digits>`. */
const idPattern = /^(\d{1,14})-[0-9a-f]{16}$/;

export function newAnnotationId(whenMs: number): string {
  return `${whenMs}-${randomBytes(8).toString('hex')}`;
}

export function toAnnotation(kept: AnnotationState): Annotation {
  const { madeBy: _, data = '', ...annotation } = kept;
  return data === '' ? annotation : { ...annotation, text: `${annotation.text}: ${data}` };
}

/** Writes annotations within the bound on how many are kept. One a process: it counts them itself after a first look. */
export class AnnotationWriter {
  readonly #state: StateClient;
  #kept: Promise<number> | undefined;

  constructor(state: StateClient) {
    this.#state = state;
  }

  /** Adds one, or replaces the one of that id. Throws CARPY_TOO_MUCH when no more are kept. */
  async put(annotation: AnnotationState): Promise<void> {
    const key = annotationKey(annotation.whenMs, annotation.id);
    const isNew = (await this.#state.get(key)) === undefined;
    const kept = await this.#count();
    if (isNew && kept >= ANNOTATION_LIMITS.kept) {
      throw new CarpyError(
        'CARPY_TOO_MUCH',
        `${kept} annotations are kept already, which is the limit; delete some first`,
      );
    }
    await this.#state.put(key, annotation);
    if (isNew) this.#change(1);
  }

  /** False when there is none of that id. */
  async remove(id: string): Promise<boolean> {
    const whenMs = idPattern.exec(id)?.[1];
    if (whenMs === undefined) return false;
    const key = annotationKey(Number(whenMs), id);
    if ((await this.#state.get(key)) === undefined) return false;
    await this.#state.remove(key);
    this.#change(-1);
    return true;
  }

  #change(by: number): void {
    this.#kept = this.#kept?.then((kept) => kept + by);
  }

  #count(): Promise<number> {
    this.#kept ??= countKept(this.#state).catch((e: unknown) => {
      // A failed look must not be remembered: the next write looks again.
      this.#kept = undefined;
      throw e;
    });
    return this.#kept;
  }
}

async function countKept(state: StateClient): Promise<number> {
  let count = 0;
  let after = annotationsPrefix;
  for (;;) {
    const page = await state.list(annotationsPrefix, { after, limit: PAGE });
    count += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return count;
    after = last.key;
  }
}

export interface AnnotationRange {
  /** Both ends belong to the range, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Those of this app and those of no app; all without one. */
  readonly app?: string;
  /** Only those that it takes; all without it. */
  readonly matches?: (annotation: AnnotationState) => boolean;
  readonly limit?: number;
}

/** Annotations of a range in order of time; past the limit the newest. */
export async function listAnnotations(state: StateClient, range: AnnotationRange): Promise<AnnotationState[]> {
  const limit = range.limit ?? ANNOTATION_LIMITS.listed;
  const end = annotationMoment(Math.min(MAX_WHEN_MS, Math.max(0, Math.floor(range.toMs))) + 1);
  let after = annotationMoment(Math.min(MAX_WHEN_MS, Math.max(0, Math.ceil(range.fromMs))));
  let found: AnnotationState[] = [];
  for (;;) {
    const page = await state.list<AnnotationState>(annotationsPrefix, { after, limit: PAGE });
    for (const { key, value } of page) {
      if (key >= end) return found.slice(-limit);
      const ofApp = range.app === undefined || value.app === null || value.app === range.app;
      if (ofApp && range.matches?.(value) !== false) found.push(value);
    }
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return found.slice(-limit);
    after = last.key;
    if (found.length > 2 * limit) found = found.slice(-limit);
  }
}

/**
 * Graphite's events are annotations: `what` is the text, `data` what it says besides. Tags `app:`, `server:` and `version:` say whose it is,
 * as in DogStatsD's events; annotations made elsewhere show theirs as such tags.
 */
import { segment } from '@carpy/core';
import type { StateClient } from '../threads/clients.ts';
import { ANNOTATION_LIMITS, type AnnotationState, listAnnotations, newAnnotationId } from './annotations.ts';

/** As `/events/get_data` answers it. */
export interface GraphiteEventAnswer {
  /** Seconds since the epoch. */
  readonly when: number;
  readonly what: string;
  readonly data: string;
  readonly tags: readonly string[];
  readonly id: number;
}

export interface GivenEvent {
  readonly whenMs: number;
  readonly what: string;
  readonly data: string;
  readonly tags: readonly string[];
}

export function eventAnswer(annotation: AnnotationState): GraphiteEventAnswer {
  const { id, whenMs, text, data } = annotation;
  return {
    when: Math.floor(whenMs / 1000),
    what: text,
    data: data ?? whereabouts(annotation),
    tags: eventTags(annotation),
    id: eventNumber(id),
  };
}

export function eventOf({ whenMs, what, data, tags }: GivenEvent): AnnotationState {
  const tagged = (key: string): string | undefined => {
    const value = tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
    return value === '' ? undefined : value;
  };
  const app = tagged('app');
  const server = tagged('server');
  return {
    id: newAnnotationId(whenMs),
    whenMs,
    app: app === undefined ? null : segment(app),
    servers: server === undefined ? [] : [segment(server)],
    version: tagged('version') ?? null,
    text: what,
    tags,
    data,
    madeBy: 'api',
  };
}

/** The tags of an annotation as an event. */
export function eventTags({ tags, app, version, data }: AnnotationState): readonly string[] {
  if (data !== undefined) return tags;
  const own = [app === null ? '' : `app:${app}`, version === null ? '' : `version:${version}`];
  return [...new Set([...tags, ...own.filter((tag) => tag !== '')])];
}

/** No tags asked for: any event has them. */
export const hasTags = (tags: readonly string[], asked: readonly string[], which: 'all' | 'any'): boolean =>
  asked.length === 0 || (which === 'any' ? asked.some((t) => tags.includes(t)) : asked.every((t) => tags.includes(t)));

const NUMBERS_A_SECOND = 2 ** 20;

/**
 * A number for an annotation's id, as Graphite's clients expect: its second and 20 of its random bits. A double holds it until the year 2242;
 * two events of one second have the same once in a million pairs.
 */
function eventNumber(id: string): number {
  const [whenMs = '', random = ''] = id.split('-');
  return Math.floor(Number(whenMs) / 1000) * NUMBERS_A_SECOND + Number.parseInt(random.slice(0, 5), 16);
}

/** The annotation of a number that eventAnswer gave; undefined where there is none. */
export async function findEvent(state: StateClient, number: number): Promise<AnnotationState | undefined> {
  const fromMs = Math.floor(number / NUMBERS_A_SECOND) * 1000;
  const near = await listAnnotations(state, { fromMs, toMs: fromMs + 999, limit: ANNOTATION_LIMITS.kept });
  return near.find(({ id }) => eventNumber(id) === number);
}

function whereabouts({ app, version, servers }: AnnotationState): string {
  const what = [app, version].filter((part) => part !== null).join(' ');
  return servers.length === 0 ? what : `${what} on ${servers.join(', ')}`.trimStart();
}

/** What a DogStatsD event becomes: an annotation, its title and text as words, its tags as tags; `app:` and `version:` of the tags say whose it is. */
import { segment } from '@carpy/core';
import type { DogStatsdEvent } from '@carpy/statsd';
import { type AnnotationState, MAX_WHEN_MS, newAnnotationId } from './annotations.ts';

/** Events stamped further off than this are of a clock that is wrong; they are marked now. */
const MAX_SKEW_MS = 365 * 86_400_000;
const MAX_TEXT = 1_000;
const MAX_TAGS = 20;
const MAX_TAG = 100;

export function eventAnnotation(event: DogStatsdEvent, nowMs: number): AnnotationState {
  const { atMs } = event;
  const whenMs =
    atMs === undefined || Math.abs(atMs - nowMs) > MAX_SKEW_MS || atMs > MAX_WHEN_MS ? nowMs : Math.floor(atMs);
  const tagged = (key: string): string | undefined =>
    event.tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
  const app = tagged('app') ?? tagged('service');
  const server = tagged('server') ?? event.host;
  const text = event.text === '' ? event.title : `${event.title}: ${event.text}`;
  const tags = [event.alertType, ...(event.source === undefined ? [] : [event.source]), ...event.tags];
  return {
    id: newAnnotationId(whenMs),
    whenMs,
    app: app === undefined || app === '' ? null : segment(app),
    servers: server === undefined || server === '' ? [] : [segment(server)],
    version: tagged('version') ?? null,
    text: text.slice(0, MAX_TEXT),
    tags: [...new Set(tags.map((tag) => tag.slice(0, MAX_TAG)))].slice(0, MAX_TAGS),
    madeBy: 'api',
  };
}

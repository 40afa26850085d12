/** Graphite's `/events`: annotations as its clients know them. GET lists, POST adds one, `/events/get_data` is what Grafana asks. */
import { CarpyError } from '@carpy/core';
import { type AnnotationWriter, listAnnotations, MAX_WHEN_MS, toAnnotation } from '../../state/annotations.ts';
import { eventAnswer, eventOf, eventTags, findEvent, type GivenEvent, hasTags } from '../../state/graphite-event.ts';
import { readJsonOf } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { listOf, objectOf, textOf } from '../fields.ts';
import { answerData } from '../graphite-answer.ts';
import { graphiteParams } from '../graphite-params.ts';
import { graphiteTimes } from '../graphite-times.ts';
import type { AppContext, Route } from '../route.ts';

const LIMITS = { listed: 10_000, what: 1_000, data: 10_000, tags: 50, tag: 200, tagsText: 10_000 } as const;
/** What clients send JSON as: curl says a form unless told. */
const BODIES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', ''] as const;
/** Numbers from here on are epoch ms. */
const FIRST_EPOCH_MS = 1e11;

export function eventRoutes(deps: HttpDeps, writer: AnnotationWriter): readonly Route[] {
  const { state } = deps.store;
  const list = async (c: AppContext): Promise<Response> => {
    const params = await graphiteParams(c);
    const { nowMs, fromMs = 0, untilMs = nowMs } = graphiteTimes(params, deps.clock(), deps.config);
    const tags = (params.get('tags') ?? '').split(/\s+/).filter((tag) => tag !== '');
    const which = params.get('set') === 'union' ? 'any' : 'all';
    const found = await listAnnotations(state, {
      fromMs,
      toMs: untilMs,
      matches: (annotation) => hasTags(eventTags(annotation), tags, which),
      limit: LIMITS.listed,
    });
    return answerData(c, params, found.map(eventAnswer));
  };
  return [
    {
      path: '/events',
      methods: {
        GET: list,
        POST: async (c) => {
          const event = eventOf(givenEvent(await readJsonOf(c, BODIES), deps.clock()));
          await writer.put(event);
          deps.live.publish('annotation', toAnnotation(event));
          return c.body(null, 200, { 'Cache-Control': 'no-store' });
        },
      },
    },
    { path: '/events/get_data', methods: { GET: list, POST: list } },
    {
      path: '/events/:id',
      methods: {
        GET: async (c) => {
          const id = c.req.param('id') ?? '';
          const found = /^\d{1,16}$/.test(id) ? await findEvent(state, Number(id)) : undefined;
          if (found === undefined) throw new CarpyError('CARPY_NOT_FOUND', `there is no event ${id.slice(0, 100)}`);
          const event = { ...eventAnswer(found), when: new Date(found.whenMs).toISOString().replace('.000Z', 'Z') };
          return answerData(c, new URL(c.req.url).searchParams, event);
        },
      },
    },
  ];
}

/** Throws CARPY_BAD_REQUEST naming the field. Fields that Graphite does not know are left out, as there. */
function givenEvent(body: unknown, nowMs: number): GivenEvent {
  const { what, tags, when, data } = objectOf(body, 'event');
  return {
    whenMs: when === undefined || when === null ? nowMs : whenOf(when),
    what: textOf(what, 'what', LIMITS.what),
    data: data === undefined || data === null ? '' : textOf(data, 'data', LIMITS.data, 0),
    tags: tagsOf(tags),
  };
}

/** Seconds, or milliseconds where they are too many for seconds; also as text. */
function whenOf(given: unknown): number {
  const number = typeof given === 'string' && /^\d{1,16}(\.\d+)?$/.test(given) ? Number(given) : given;
  const whenMs = typeof number !== 'number' ? Number.NaN : Math.floor(number < FIRST_EPOCH_MS ? number * 1000 : number);
  if (!(whenMs >= 0 && whenMs <= MAX_WHEN_MS)) throw badRequest('when: seconds since the epoch are needed');
  return whenMs;
}

/** A list, or text with spaces between; a tag has no space in it either way. */
function tagsOf(given: unknown): string[] {
  if (given === undefined || given === null) return [];
  const texts =
    typeof given === 'string' ? [textOf(given, 'tags', LIMITS.tagsText, 0)] : listOf(given, 'tags', LIMITS.tags);
  const tags = texts.flatMap((text, i) => textOf(text, `tags[${i}]`, LIMITS.tagsText, 0).split(/\s+/));
  const own = [...new Set(tags.filter((tag) => tag !== ''))];
  if (own.length > LIMITS.tags) throw badRequest(`tags: ${own.length} were sent, at most ${LIMITS.tags} are kept`);
  return own.map((tag) => textOf(tag, 'tags', LIMITS.tag));
}

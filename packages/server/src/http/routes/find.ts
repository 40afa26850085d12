/** Graphite's `/metrics/find`, GET and POST: the nodes of one level that a glob matches. */
import type { FindFormat } from '@carpy/graphite';
import type { HttpDeps } from '../deps.ts';
import { badRequest } from '../errors.ts';
import { checkQuery, showsSilent } from '../find-query.ts';
import { answerBytes, answerJson, indentOf } from '../graphite-answer.ts';
import { graphiteParams, isOn, wholeNumber } from '../graphite-params.ts';
import { graphiteTimes } from '../graphite-times.ts';
import { oldestKeptMs } from '../range.ts';
import type { AppContext, Route } from '../route.ts';

const POSITIONS = { least: -256, most: 256, usual: -1 };
const TYPES: Readonly<Record<FindFormat, string>> = {
  treejson: 'application/json',
  completer: 'application/json',
  nodelist: 'application/json',
  json: 'application/json',
  pickle: 'application/pickle',
  msgpack: 'application/x-msgpack',
};
const FORMATS = Object.keys(TYPES) as FindFormat[];

export function findRoute(deps: HttpDeps): Route {
  const answer = async (c: AppContext): Promise<Response> => {
    const params = await graphiteParams(c);
    const format = formatOf(params);
    const query = params.get('query') ?? '';
    if (query === '') throw badRequest('query: a pattern such as carpy.* is needed');
    checkQuery(query);
    const times = graphiteTimes(params, deps.clock(), deps.config);
    const { nowMs } = times;
    const found = await deps.query.run('find', {
      query,
      format,
      variants: isOn(params, 'automatic_variants'),
      wildcards: isOn(params, 'wildcards'),
      leavesOnly: isOn(params, 'leavesOnly'),
      position: wholeNumber(params, 'position', POSITIONS),
      interval: { startS: Math.floor(oldestKeptMs(nowMs, deps.config) / 1000), endS: Math.floor(nowMs / 1000) },
      showSilent: showsSilent(times),
      indent: indentOf(params),
    });
    return typeof found === 'string' ? answerJson(c, params, found) : answerBytes(c, TYPES[format], found);
  };
  return { path: '/metrics/find', methods: { GET: answer, POST: answer } };
}

function formatOf(params: URLSearchParams): FindFormat {
  const given = params.get('format') || 'treejson';
  const format = FORMATS.find((one) => one === given);
  if (format === undefined)
    throw badRequest(`format: "${given.slice(0, 40)}" was asked for, supported is ${FORMATS.join(', ')}`);
  return format;
}

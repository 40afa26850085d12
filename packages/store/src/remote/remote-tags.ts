/** Tagged series: Graphite's own tag index is asked. */
import { CarpyError } from '@carpy/core';
import { matchingStart } from '../index-tree/tag-expression.ts';
import type { SeriesMatch, TagCompletion, TagValue, TagValuesRequest } from '../store.ts';
import { badAnswer, listOf, type RemoteNames, stringsOf } from './remote-find.ts';

export async function findByTags(
  names: RemoteNames,
  expressions: readonly string[],
  limit: number,
): Promise<SeriesMatch[]> {
  const path = '/tags/findSeries';
  const fields = expressions.map((e) => ['expr', names.prefix.expression(e)] as const);
  const found = stringsOf(await names.http.ask('GET', path, fields), path)
    .map((name) => names.prefix.inward(name))
    .filter((name) => name !== undefined);
  if (found.length > limit)
    throw new CarpyError('CARPY_TOO_MUCH', `the tags match more than ${limit} series; narrow them`);
  return found
    .sort()
    .map((name) => ({ id: names.table.idOf(name, 'plain'), path: name, kind: 'plain', leaf: undefined }));
}

/** The series of exactly this name, `a;b=c`. */
export async function resolveTagged(names: RemoteNames, name: string, limit: number): Promise<SeriesMatch[]> {
  const found = await findByTags(names, expressionsOf(name), limit);
  return found.filter((match) => match.path === name);
}

/** Of a tagged name: expressions that it matches, and those with more tags. */
export function expressionsOf(name: string): string[] {
  const [path = '', ...tags] = name.split(';');
  return [`name=${path}`, ...tags];
}

export async function completeTags(names: RemoteNames, request: TagCompletion): Promise<string[]> {
  const { tag, prefix, expressions, filter, limit } = request;
  const path = tag === undefined ? '/tags/autoComplete/tags' : '/tags/autoComplete/values';
  const namesPaths = tag === 'name';
  const asked = namesPaths ? names.prefix.outward(prefix) : prefix;
  const fields: (readonly [string, string])[] =
    tag === undefined
      ? [['tagPrefix', asked]]
      : [
          ['tag', tag],
          ['valuePrefix', asked],
        ];
  for (const e of expressions) fields.push(['expr', names.prefix.expression(e)]);
  fields.push(['limit', String(limit)]);
  const answered = stringsOf(await names.http.ask('GET', path, fields), path);
  const found = filter === undefined ? answered : answered.filter(matchingStart(filter));
  const values = namesPaths ? found.map((v) => names.prefix.inward(v)).filter((v) => v !== undefined) : found;
  return values.sort().slice(0, limit);
}

export async function tagValues(names: RemoteNames, request: TagValuesRequest): Promise<TagValue[] | undefined> {
  const { tag, filter, limit } = request;
  const path = `/tags/${encodeURIComponent(tag)}`;
  const isName = tag === 'name';
  const fields: (readonly [string, string])[] = [['limit', String(limit)]];
  // Names carry the prefix there.
  const pattern = isName ? names.prefix.pattern(filter) : filter;
  if (pattern !== undefined) fields.push(['filter', pattern]);
  const answer = await names.http.ask('GET', path, fields);
  if (answer === null) return undefined;
  const values = listOf((answer as { values?: unknown }).values, path).flatMap((one): TagValue[] => {
    const { value, count } = (one ?? {}) as Record<string, unknown>;
    if (typeof value !== 'string' || typeof count !== 'number') throw badAnswer(path, 'a value without its count');
    const inward = isName ? names.prefix.inward(value) : value;
    return inward === undefined ? [] : [{ value: inward, series: count }];
  });
  return values.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)).slice(0, limit);
}

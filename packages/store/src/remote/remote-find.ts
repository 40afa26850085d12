/**
 * Which series Graphite has. A record of carpy's is a folder of leaves there, so its kind is told by its path, or by the leaves it has
 * (custom timers). Each question is one request; a glob for custom series that may be timers is two.
 */
import { APDEX_LEAVES, CarpyError, parseCarpyPath, ROOT, type SeriesKind, TIMER_LEAVES } from '@carpy/core';
import { compileSegment, splitPattern } from '../index-tree/glob.ts';
import type { FoundNode, SeriesMatch } from '../store.ts';
import type { HttpClient } from './http-client.ts';
import type { PathPrefix } from './path-prefix.ts';
import type { SeriesTable } from './series-table.ts';

export interface RemoteNames {
  readonly http: HttpClient;
  readonly prefix: PathPrefix;
  readonly table: SeriesTable;
}

/** Graphite keeps tagged series under this root; they are found by tags, not by path. */
const TAGGED_ROOT = '_tagged';
const RECORD_SIGNS = 'count,mean,upper_95,satisfied,tolerating,frustrated';
const WILDCARD = /[*?[\]{}]/;

export async function findNodes(names: RemoteNames, pattern: string, limit?: number): Promise<FoundNode[]> {
  splitPattern(pattern);
  const answer = await names.http.ask('POST', '/metrics/find', [
    ['query', names.prefix.outward(pattern)],
    ['format', 'json'],
  ]);
  const nodes = readNodes(answer) ?? (await expandNodes(names, pattern));
  const byPath = new Map<string, FoundNode>();
  for (const { path: full, leaf, branch } of nodes) {
    const path = names.prefix.inward(full);
    if (path === undefined || path === '' || path.split('.', 1)[0] === TAGGED_ROOT) continue;
    const before = byPath.get(path);
    byPath.set(path, {
      path,
      name: path.slice(path.lastIndexOf('.') + 1),
      // An Apdex record answers as its score.
      leaf: leaf || before?.leaf === true || parseCarpyPath(path)?.kind === 'apdex',
      branch: branch || before?.branch === true,
    });
  }
  checkLimit(byPath.size, pattern, limit ?? Number.POSITIVE_INFINITY, 'nodes');
  return [...byPath.values()].sort((a, b) => order(a.name, b.name) || order(a.path, b.path));
}

interface RemoteNode {
  readonly path: string;
  readonly leaf: boolean;
  readonly branch: boolean;
}

/**
 * graphite-web says {path, is_leaf}; others say a tree's {id, leaf, allowChildren}, whose ids hold the wildcards of the levels above.
 * Undefined where those hide the paths.
 */
function readNodes(answer: unknown): RemoteNode[] | undefined {
  const nodes: RemoteNode[] = [];
  for (const node of listOf(answer, '/metrics/find')) {
    const { path, id, is_leaf: isLeaf, leaf, allowChildren } = (node ?? {}) as Record<string, unknown>;
    if (typeof path === 'string') nodes.push({ path, leaf: isTrue(isLeaf), branch: !isTrue(isLeaf) });
    else if (typeof id !== 'string') throw badAnswer('/metrics/find', 'a node has neither path nor id');
    else if (WILDCARD.test(id)) return undefined;
    else nodes.push({ path: id, leaf: isTrue(leaf), branch: isTrue(allowChildren) });
  }
  return nodes;
}

async function expandNodes(names: RemoteNames, pattern: string): Promise<RemoteNode[]> {
  const [all, leaves] = await Promise.all([expand(names, pattern, false), expand(names, pattern, true)]);
  const isLeaf = new Set(leaves);
  return all.map((path) => ({ path, leaf: isLeaf.has(path), branch: !isLeaf.has(path) }));
}

/** Full paths, with the prefix still on. */
async function expand({ http, prefix }: RemoteNames, pattern: string, leavesOnly: boolean): Promise<string[]> {
  const answer = await http.ask('POST', '/metrics/expand', [
    ['query', prefix.outward(pattern)],
    ['leavesOnly', leavesOnly ? '1' : '0'],
    ['groupByExpr', '0'],
  ]);
  return stringsOf((answer as { results?: unknown } | null)?.results, '/metrics/expand');
}

/** Leaves only, without the prefix, and nothing of the tagged ones. */
async function expandLeaves(names: RemoteNames, pattern: string): Promise<string[]> {
  const paths = (await expand(names, pattern, true)).map((path) => names.prefix.inward(path));
  return paths.filter((path) => path !== undefined).filter((path) => !path.startsWith(`${TAGGED_ROOT}.`));
}

export async function resolveLeaves(names: RemoteNames, pattern: string, limit: number): Promise<SeriesMatch[]> {
  const segments = splitPattern(pattern);
  const above = segments.slice(0, -1).join('.');
  const [paths, scores] = await Promise.all([
    expandLeaves(names, pattern),
    mayBeApdex(segments) ? expandLeaves(names, `${above}.apdex.score`) : [],
  ]);
  checkLimit(paths.length + scores.length, pattern, limit);
  const mayBeTimers = paths.some((path) => splitLeaf(path)?.kind === 'maybe');
  const timers = mayBeTimers
    ? timersAmong(await expandLeaves(names, `${above}.{${TIMER_LEAVES.join(',')}}`))
    : undefined;
  const matches = paths.map((path): SeriesMatch => {
    const split = splitLeaf(path);
    if (split === undefined || (split.kind === 'maybe' && timers?.has(split.record) !== true))
      return { id: names.table.idOf(path, 'plain'), path, kind: 'plain', leaf: undefined };
    const kind = split.kind === 'maybe' ? 'timer' : split.kind;
    return { id: names.table.idOf(split.record, kind), path, kind, leaf: split.leaf };
  });
  for (const score of scores) {
    const path = score.slice(0, -'.score'.length);
    if (parseCarpyPath(path)?.kind === 'apdex')
      matches.push({ id: names.table.idOf(path, 'apdex'), path, kind: 'apdex', leaf: 'score' });
  }
  return matches.sort(byPath);
}

export async function resolveRecords(names: RemoteNames, pattern: string, limit: number): Promise<SeriesMatch[]> {
  const segments = splitPattern(pattern);
  if (!matchesSegment(segments[0], ROOT)) return [];
  const paths = await expandLeaves(names, `${pattern}.{${RECORD_SIGNS}}`);
  const timers = timersAmong(paths);
  const records = new Map<string, SeriesKind>();
  for (const path of paths) {
    const split = splitLeaf(path);
    if (split === undefined) continue;
    if (split.kind !== 'maybe') records.set(split.record, split.kind);
    else if (timers.has(split.record)) records.set(split.record, 'timer');
  }
  checkLimit(records.size, pattern, limit);
  const matches = [...records].map(([path, kind]) => ({
    id: names.table.idOf(path, kind),
    path,
    kind,
    leaf: undefined,
  }));
  return matches.sort(byPath);
}

/** All leaves but the tagged ones. Graphite lists them at once or not at all. */
export async function allPaths({ http, prefix }: RemoteNames): Promise<string[]> {
  const path = '/metrics/index.json';
  const all = stringsOf(await http.ask('GET', path, []), path).map((name) => prefix.inward(name));
  return all.filter((one) => one !== undefined).filter((one) => !one.startsWith(`${TAGGED_ROOT}.`));
}

/** What Graphite says of a path's aggregation; undefined where it says nothing. */
export async function aggregationOf({ http, prefix }: RemoteNames, path: string): Promise<string | undefined> {
  const metric = prefix.outward(path);
  const answer = await http.ask('GET', '/metrics/get-metadata', [
    ['metric', metric],
    ['key', 'aggregationMethod'],
  ]);
  const value = (answer as Record<string, { value?: unknown }> | null)?.[metric]?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Series at and below a path, a record as one. */
export async function countSeries(names: RemoteNames, below: string): Promise<number> {
  const paths = (await allPaths(names)).filter((one) => one === below || one.startsWith(`${below}.`));
  const timers = timersAmong(paths);
  const series = new Set<string>();
  for (const one of paths) {
    const split = splitLeaf(one);
    const isRecord = split !== undefined && (split.kind !== 'maybe' || timers.has(split.record));
    series.add(isRecord ? split.record : one);
  }
  return series.size;
}

interface LeafOfRecord {
  readonly record: string;
  readonly leaf: string;
  /** `maybe`: a custom series that is called like a timer's leaf. */
  readonly kind: 'timer' | 'apdex' | 'maybe';
}

function splitLeaf(path: string): LeafOfRecord | undefined {
  const dot = path.lastIndexOf('.');
  const record = path.slice(0, Math.max(0, dot));
  const leaf = path.slice(dot + 1);
  const parsed = parseCarpyPath(record);
  if (parsed === undefined) return undefined;
  if (parsed.kind === 'apdex') return isIn(APDEX_LEAVES, leaf) ? { record, leaf, kind: 'apdex' } : undefined;
  if (!isIn(TIMER_LEAVES, leaf)) return undefined;
  return { record, leaf, kind: parsed.kind === 'custom' ? 'maybe' : 'timer' };
}

/** Parents that have what only a timer has together. */
function timersAmong(paths: readonly string[]): Set<string> {
  const all = new Set(paths);
  const parents = paths.filter((path) => path.endsWith('.count')).map((path) => path.slice(0, -'.count'.length));
  return new Set(parents.filter((parent) => all.has(`${parent}.mean`) && all.has(`${parent}.upper_95`)));
}

const mayBeApdex = (segments: readonly string[]): boolean =>
  segments.length === 5 && matchesSegment(segments[0], ROOT) && matchesSegment(segments[4], 'apdex');

function matchesSegment(segment: string | undefined, name: string): boolean {
  const matcher = compileSegment(segment ?? '');
  return matcher.literals === undefined ? matcher.matches(name) : matcher.literals.includes(name);
}

function checkLimit(found: number, pattern: string, limit: number, what: 'series' | 'nodes' = 'series'): void {
  if (found > limit)
    throw new CarpyError('CARPY_TOO_MUCH', `'${pattern.slice(0, 200)}' matches more than ${limit} ${what}; narrow it`);
}

export function listOf(answer: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(answer)) throw badAnswer(path, 'no list');
  return answer;
}

export function stringsOf(answer: unknown, path: string): string[] {
  const list = listOf(answer, path);
  if (!list.every((one) => typeof one === 'string')) throw badAnswer(path, 'a list of more than texts');
  return [...list];
}

export const badAnswer = (path: string, what: string): CarpyError =>
  new CarpyError('CARPY_STORE_FAILED', `Graphite's answer to ${path} has another form than expected: ${what}`);

const isTrue = (flag: unknown): boolean => flag === true || flag === 1;
const isIn = (list: readonly string[], name: string): boolean => list.includes(name);
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: SeriesMatch, b: SeriesMatch): number => order(a.path, b.path);

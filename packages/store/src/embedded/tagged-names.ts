/**
 * Questions about tags, answered from tagged and untagged names together. What has to try many names works in slices, so that flushes are
 * taken in between; a name that comes or goes meanwhile may be in the answer or not.
 */

import { byPath, tooManySeries } from '../index-tree/glob-walk.ts';
import type { NameIndex } from '../index-tree/name-index.ts';
import { startOf } from '../index-tree/regex-start.ts';
import { matchingStart, parseTagExpressions, type TagExpression } from '../index-tree/tag-expression.ts';
import { FirstTexts, leafMatches } from '../index-tree/untagged-names.ts';
import type { PathsPage, PathsRequest, SeriesMatch, TagCompletion, TagValue, TagValuesRequest } from '../store.ts';
import { Breath } from './breath.ts';

const NAME = 'name';
/** Walks that begin anew because names went; the next one is done at a stretch. */
const MAX_TURNS = 5;

type Begin = () => (leaf: SeriesMatch) => void;
/** Asked between two slices; what it throws ends the walk. */
type Check = () => void;
const GO_ON: Check = () => undefined;

export class TaggedNames {
  readonly #index: NameIndex;

  constructor(index: NameIndex) {
    this.#index = index;
  }

  /** See SeriesGroup.findByTags. */
  async find(expressions: readonly string[], limit: number, check: Check = GO_ON): Promise<SeriesMatch[]> {
    const tagged = this.#index.findByTags(expressions, limit);
    let found = tagged;
    await this.#eachUntagged(parseTagExpressions(expressions), check, () => {
      found = [...tagged];
      return (match) => {
        if (found.length >= limit) throw tooManySeries(expressions.join(', '), limit);
        found.push(match);
      };
    });
    return found.sort(byPath);
  }

  /** See SeriesGroup.completeTags. */
  async complete(request: TagCompletion, check: Check = GO_ON): Promise<string[]> {
    const { tag, prefix, expressions, filter, limit } = request;
    const { tags, untagged } = this.#index;
    if (tag === undefined && expressions.length === 0) {
      const names = tags.complete({ ...request, limit: Number.POSITIVE_INFINITY });
      // The only tag of untagged series. With expressions it is one of those that are left out, since only `name=` finds them.
      const has = !names.includes(NAME) && NAME.startsWith(prefix) && untagged.first('', 1).length > 0;
      const all = has ? [...names, NAME].sort() : names;
      return (filter === undefined ? all : all.filter(matchingStart(filter))).slice(0, limit);
    }
    const found = tags.complete(request);
    if (tag !== NAME) return found;
    let first = new FirstTexts(limit);
    if (expressions.length === 0) for (const path of untagged.first(prefix, limit)) first.add(path);
    else
      await this.#eachUntagged(parseTagExpressions(expressions), check, () => {
        first = new FirstTexts(limit);
        return ({ path }) => {
          if (path.startsWith(prefix)) first.add(path);
        };
      });
    for (const name of found) first.add(name);
    return [...new Set(first.sorted())];
  }

  /** See SeriesGroup.tagValues. */
  async values({ tag, filter, limit }: TagValuesRequest, check: Check = GO_ON): Promise<TagValue[] | undefined> {
    const { tags, untagged } = this.#index;
    const passes = filter === undefined ? (): boolean => true : matchingStart(filter);
    const counts = new Map<string, number>(tags.valuesOf(tag));
    const isName = tag === NAME && untagged.first('', 1).length > 0;
    if (counts.size === 0 && !isName) return undefined;
    let first = new FirstTexts(limit);
    const begin = (): ((leaf: SeriesMatch) => void) => {
      first = new FirstTexts(limit);
      for (const value of counts.keys()) if (passes(value)) first.add(value);
      return ({ path }) => {
        if (!counts.has(path) && passes(path)) first.add(path);
      };
    };
    if (isName && filter !== undefined) await this.#eachLeaf(startOf(filter), check, begin);
    else {
      begin();
      // Enough of them that those which are values of tagged series too leave the limit.
      if (isName) for (const path of untagged.first('', limit + counts.size)) if (!counts.has(path)) first.add(path);
    }
    const alsoUntagged = (value: string): number => (isName && untagged.at(value) !== undefined ? 1 : 0);
    return first.sorted().map((value) => ({ value, series: (counts.get(value) ?? 0) + alsoUntagged(value) }));
  }

  /** See SeriesGroup.paths. */
  paths({ after, series }: PathsRequest): PathsPage {
    const index = this.#index;
    const paths: string[] = [];
    let id = after;
    for (let taken = 0; id < index.count && taken < series; id++) {
      const found = index.untaggedAt(id);
      if (found === undefined) continue;
      taken++;
      for (const leaf of leafMatches(found)) paths.push(leaf.path);
    }
    return { paths, next: id < index.count ? id : undefined };
  }

  /** `begin` gives what takes the leaves, and gives it anew when the walk begins anew. */
  async #eachUntagged(expressions: readonly TagExpression[], check: Check, begin: Begin): Promise<void> {
    if (expressions.some((e) => e.tag !== NAME && !e.matchesAbsent)) return;
    const names = expressions.filter((e) => e.tag === NAME);
    const matches = (path: string): boolean => names.every((e) => e.matches(path));
    const only = names.find((e) => e.value !== undefined)?.value;
    if (only !== undefined) {
      const leaf = this.#index.untagged.at(only);
      if (leaf !== undefined && matches(only)) begin()(leaf);
      return;
    }
    const mayStart = (path: string): boolean => names.every((e) => e.mayStart(path));
    await this.#eachLeaf(mayStart, check, () => {
      const visit = begin();
      return (leaf) => {
        if (matches(leaf.path)) visit(leaf);
      };
    });
  }

  async #eachLeaf(mayStart: (path: string) => boolean, check: Check, begin: Begin): Promise<void> {
    const { untagged } = this.#index;
    for (let turn = 1; ; turn++) {
      const visit = begin();
      const { removals } = untagged;
      const breath = new Breath();
      let whole = true;
      for (const series of untagged.walk(mayStart)) {
        for (const leaf of leafMatches(series)) visit(leaf);
        // Names that go all the time would keep it for ever: then others wait once.
        if (turn > MAX_TURNS || !breath.isOver) continue;
        await breath.breathe();
        check();
        whole = removals === untagged.removals;
        if (!whole) break;
      }
      if (whole) return;
    }
  }
}

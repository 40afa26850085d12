/**
 * All names in memory, by dense ids. Untagged names are a tree of segments, found by glob; records (timers, Apdex) are one node whose
 * leaves are virtual. Tagged names (with a `;`) lie outside it and are found by exact name or by tags. Ids of removed series stay taken
 * until `release`, since blocks may still hold their points.
 *
 * Hot: declare, find, resolve (bench/store/index-names.mjs). A million names of 50 characters take under 150 MB.
 */
import { CarpyError, NAME_LIMITS, type SeriesKind } from '@carpy/core';
import { kindOfTraits, NO_SERIES, type Traits } from '../schema/schema.ts';
import type { FoundNode, SeriesMatch } from '../store.ts';
import { byPath, GlobWalk, isRecordKind, type NameFindOptions, tooManySeries } from './glob-walk.ts';
import { IdColumns } from './id-columns.ts';
import { IdPlaces, TAGGED } from './id-places.ts';
import { textBefore } from './name-bytes.ts';
import { NameWay } from './name-way.ts';
import { NO_ID, NO_NODE, NodeTable } from './node-table.ts';
import { TagIndex } from './tag-index.ts';
import { NO_TEXT } from './text-table.ts';
import { UntaggedNames, type UntaggedSeries } from './untagged-names.ts';

/** Characters of a tagged name: 20 tags of 256 bytes and a path fit. */
const MAX_TAGGED_LENGTH = 8_192;
const MAX_ID = 2 ** 27;

export type DeclareResult = { readonly id: number; readonly made: boolean } | 'rejected';
export type TraitsFor = (name: string, kind: SeriesKind) => Traits;

export class NameIndex {
  readonly #nodes = new NodeTable();
  readonly #way = new NameWay(this.#nodes);
  readonly #walk = new GlobWalk(this.#nodes, (id) => this.traitsOf(id));
  readonly tags: TagIndex = new TagIndex((id) => this.nameOf(id) as string);
  readonly untagged: UntaggedNames = new UntaggedNames(this.#nodes, (node) => this.#walk.kindAt(node));
  readonly #columns = new IdColumns();
  readonly #places = new IdPlaces();
  #live = 0;
  /** One number in shared memory that grows with every name made, removed or renamed: what was found before it grew may be wrong. */
  readonly version: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));

  /** Ids given so far, dense from 0, those gone included. */
  get count(): number {
    return this.#places.count;
  }

  /** Series that have a name. */
  get live(): number {
    return this.#live;
  }

  /** By id; NO_SERIES where there is none. Over shared memory, replaced by longer memory as it grows. */
  get traits(): Uint32Array {
    return this.#columns.traits;
  }

  /** Day (days since the epoch) of the last value of each id; 0 for none. Over shared memory as `traits`. */
  get seenDay(): Uint16Array {
    return this.#columns.seenDay;
  }

  traitsOf(id: number): Traits {
    return this.#columns.traits[id] ?? NO_SERIES;
  }

  setTraits(id: number, traits: Traits): void {
    if (this.#places.has(id)) this.#columns.traits[id] = traits;
  }

  kindOf(id: number): SeriesKind | undefined {
    return kindOfTraits(this.traitsOf(id));
  }

  nameOf(id: number): string | undefined {
    if (!this.#places.has(id)) return undefined;
    const place = this.#places.at(id);
    return place >= TAGGED ? this.tags.textOf(place - TAGGED) : this.#nodes.pathOf(place);
  }

  /** The name's UTF-8 at the end of `into`, NAME_BYTES long at least: answers where it begins; -1 without a name. */
  nameBefore(id: number, into: Uint8Array): number {
    if (!this.#places.has(id)) return -1;
    const place = this.#places.at(id);
    const begin = place >= TAGGED ? this.tags.asciiBefore(place - TAGGED, into) : this.#nodes.asciiBefore(place, into);
    return begin >= 0 ? begin : textBefore(this.nameOf(id) as string, into);
  }

  /** Notes a value of that day, for the series and its server. */
  touch(id: number, day: number): void {
    const { seenDay } = this.#columns;
    if (!this.#places.has(id) || day <= (seenDay[id] as number)) return;
    seenDay[id] = day;
    const place = this.#places.at(id);
    if (place < TAGGED) this.#nodes.noteServer(place, day);
  }

  /**
   * The id of a name, made if it is new. Rejected: another kind than the first, a path at or under a record, a record over paths that
   * are there already, and names with empty segments or beyond the bounds.
   */
  declare(name: string, kind: SeriesKind, traitsFor: TraitsFor): DeclareResult {
    const known = this.#idOf(name);
    if (known !== NO_ID) return this.kindOf(known) === kind ? { id: known, made: false } : 'rejected';
    if (this.#whyNot(name, kind) !== undefined) return 'rejected';
    const free = this.#places.takeFree();
    const id = free === NO_ID ? this.reserve() : free;
    this.#give(id, name, traitsFor(name, kind));
    return { id, made: true };
  }

  /** As `declare`, but makes nothing: a new name is rejected. */
  existing(name: string, kind: SeriesKind): { readonly id: number; readonly made: false } | 'rejected' {
    const id = this.#idOf(name);
    return id !== NO_ID && this.kindOf(id) === kind ? { id, made: false } : 'rejected';
  }

  /** Gives a name exactly this id, at recovery; ids between are reserved. False when the id or the name is taken, or the name can't be. */
  restore(id: number, name: string, traits: Traits): boolean {
    const kind = kindOfTraits(traits);
    if (kind === undefined || traits === NO_SERIES || !Number.isInteger(id) || id < 0 || id >= MAX_ID) return false;
    if (this.#places.has(id) || this.#idOf(name) !== NO_ID || this.#whyNot(name, kind) !== undefined) return false;
    while (this.#places.count <= id) this.reserve();
    this.#give(id, name, traits);
    return true;
  }

  /** Takes the next id for no name: its declaration was lost, and no other series may inherit its values. */
  reserve(): number {
    const id = this.#places.reserve();
    this.#columns.fit(id);
    return id;
  }

  /** Takes ids whose points are surely gone; `declare` uses them first. Those that have a name are passed over. */
  release(ids: Iterable<number>): void {
    this.#places.release(ids);
  }

  /** Ids that `declare` would use first, the next one last; so many at most. */
  freeIds(limit: number): number[] {
    return this.#places.freeIds(limit);
  }

  /** See SeriesGroup.find. */
  find(pattern: string, options: NameFindOptions = {}): FoundNode[] {
    return this.#walk.find(pattern, options);
  }

  /** See SeriesGroup.resolve. */
  resolve(pattern: string, limit: number): SeriesMatch[] {
    const text = this.tags.find(pattern);
    return text === NO_TEXT ? this.#walk.resolve(pattern, limit) : [this.#taggedMatch(this.tags.idOf(text))];
  }

  resolveRecords(pattern: string, limit: number): SeriesMatch[] {
    return this.#walk.resolveRecords(pattern, limit);
  }

  /** Tagged series alone: see tagged-names.ts. */
  findByTags(expressions: readonly string[], limit: number): SeriesMatch[] {
    const ids = this.tags.match(expressions);
    if (ids.length > limit) throw tooManySeries(expressions.join(', '), limit);
    return Array.from(ids, (id) => this.#taggedMatch(id)).sort(byPath);
  }

  /** Undefined where an id has no series, or a tagged one. */
  untaggedAt(id: number): UntaggedSeries | undefined {
    if (!this.#places.has(id) || this.#places.at(id) >= TAGGED) return undefined;
    return { id, path: this.#nodes.pathOf(this.#places.at(id)), kind: this.kindOf(id) as SeriesKind };
  }

  /** Series at and below a path, ids ascending. A tagged series is at its own name. */
  idsUnder(prefix: string): Uint32Array {
    const tagged = this.tags.find(prefix);
    if (tagged !== NO_TEXT) return Uint32Array.of(this.tags.idOf(tagged));
    const top = this.#nodes.at(prefix);
    const ids: number[] = [];
    if (top !== NO_NODE)
      this.#nodes.walk(top, (node) => {
        const id = this.#nodes.idOf(node);
        if (id !== NO_ID) ids.push(id);
      });
    return Uint32Array.from(ids).sort();
  }

  /** The names go; the ids stay taken until they are released. */
  remove(ids: Uint32Array): void {
    const texts: number[] = [];
    for (const id of ids) {
      if (!this.#places.has(id)) continue;
      const place = this.#places.at(id);
      if (place >= TAGGED) texts.push(place - TAGGED);
      else this.#clearNode(place);
      this.#places.clear(id);
      this.#columns.traits[id] = NO_SERIES;
      this.#columns.seenDay[id] = 0;
      this.#live--;
      Atomics.add(this.version, 0, 1);
    }
    if (texts.length > 0) this.tags.remove(texts);
  }

  /**
   * Moves the series at and below a path, whole or not at all; ids and traits stay. Throws CARPY_BAD_REQUEST when a name there is taken or
   * can't be, or when one path lies under the other as `to` under `from`. No ids where nothing lies under `from`.
   */
  rename(from: string, to: string): { readonly ids: Uint32Array } {
    if (from.includes(';') || to.includes(';'))
      throw new CarpyError(
        'CARPY_BAD_REQUEST',
        `a tagged series can't be renamed: '${from.slice(0, 200)}' to '${to.slice(0, 200)}'`,
      );
    if (to === from || to.startsWith(`${from}.`))
      throw new CarpyError(
        'CARPY_BAD_REQUEST',
        `'${to.slice(0, 200)}' lies under '${from.slice(0, 200)}'; give a path outside it`,
      );
    const ids = this.idsUnder(from);
    const before = Array.from(ids, (id) => this.nameOf(id) as string);
    // Taken out first, so that series that move can't stand in each other's way (a.b to a, with a.b.b).
    for (const id of ids) this.#clearNode(this.#places.at(id));
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      const name = to + (before[i] as string).slice(from.length);
      const why = this.#idOf(name) !== NO_ID ? 'it is taken' : this.#whyNot(name, this.kindOf(id) as SeriesKind);
      if (why === undefined) this.#put(id, name);
      if (why === undefined) continue;
      for (let j = 0; j < i; j++) this.#clearNode(this.#places.at(ids[j] as number));
      for (let j = 0; j < ids.length; j++) {
        this.#way.look(before[j] as string);
        this.#put(ids[j] as number, before[j] as string);
      }
      throw new CarpyError('CARPY_BAD_REQUEST', `there can't be a '${name.slice(0, 200)}': ${why}`);
    }
    Atomics.add(this.version, 0, 1);
    return { ids };
  }

  /** The id of a name, or NO_ID. `#whyNot` and `#put` may follow for the same name. */
  #idOf(name: string): number {
    if (!name.includes(';')) {
      const node = this.#way.look(name);
      return node === NO_NODE ? NO_ID : this.#nodes.idOf(node);
    }
    const tagged = this.tags.find(name);
    return tagged === NO_TEXT ? NO_ID : this.tags.idOf(tagged);
  }

  #give(id: number, name: string, traits: Traits): void {
    this.#columns.traits[id] = traits;
    this.#columns.seenDay[id] = 0;
    this.#live++;
    Atomics.add(this.version, 0, 1);
    this.#put(id, name);
  }

  /** Puts a name that may be where it belongs, and says so to its server. `#idOf` looked at it last. */
  #put(id: number, name: string): void {
    if (name.includes(';')) {
      this.#places.set(id, TAGGED + this.tags.add(name, id));
      return;
    }
    const node = this.#way.make(name);
    this.#nodes.setId(node, id);
    this.#places.set(id, node);
    this.#nodes.noteServer(node, this.#columns.seenDay[id] as number);
  }

  #clearNode(node: number): void {
    this.#nodes.setId(node, NO_ID);
    this.#nodes.prune(node);
  }

  /** Why a name that is not there, as `#idOf` has just said, can't be one of this kind; undefined when it can. */
  #whyNot(name: string, kind: SeriesKind): string | undefined {
    // A lone surrogate has no UTF-8, so such a name would come back from disk as another one.
    if (name === '' || /\p{Surrogate}/u.test(name)) return 'it is no text';
    if (name.includes(';'))
      return name.length > MAX_TAGGED_LENGTH ? `it has over ${MAX_TAGGED_LENGTH} characters` : undefined;
    if (name.length > NAME_LIMITS.pathBytes) return `it has over ${NAME_LIMITS.pathBytes} characters`;
    return this.#way.whyNot(name, isRecordKind(kind), (node) => this.#walk.isRecord(node));
  }

  #taggedMatch(id: number): SeriesMatch {
    return { id, path: this.nameOf(id) as string, kind: this.kindOf(id) as SeriesKind, leaf: undefined };
  }
}

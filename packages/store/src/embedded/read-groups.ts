/**
 * The series of a request by what is read of them alike: schema and tier.
 *
 * Hot: once a series of every read (bench/store/wide-reads.mjs).
 */
import { alignDown, CarpyError } from '@carpy/core';
import {
  FLUSH_SCHEMA,
  isOutcome,
  kindOfTraits,
  type Schema,
  schemaOfTraits,
  type Tier,
  tierKey,
} from '../schema/schema.ts';
import type { ReadSource } from './read-source.ts';
import { chooseTier, type TierRequest, type TierSeries } from './tier-choice.ts';

/** Series of one schema that are read from one tier. */
export interface Group {
  readonly schema: number;
  readonly tier: Tier;
  /** Ascending, each once. */
  readonly ids: Uint32Array;
}

export interface Groups {
  readonly groups: readonly Group[];
  /** For each id asked for: its group, and its row there. */
  readonly partOf: Uint32Array;
  readonly rowOf: Uint32Array;
}

/** Schemas, each with and without sketches in all sealed tiers. */
const CLASSES = 32;

/** Throws CARPY_BAD_REQUEST for an unknown id. */
export function groupsOf(source: ReadSource, ids: readonly number[], request: TierRequest): Groups {
  const tiers: { readonly schema: number; readonly tier: Tier }[] = [];
  const groupOf = (schema: number, coarse: boolean): number => {
    const tier = chosenTier(source, request, schema, coarse);
    const known = tiers.findIndex((g) => g.schema === schema && g.tier === tier);
    return known >= 0 ? known : tiers.push({ schema, tier }) - 1;
  };
  const byClass = new Int32Array(CLASSES).fill(-1);
  const partOf = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const traits = traitsOf(source, ids[i] as number);
    const schema = schemaOfTraits(traits);
    const coarse = kindOfTraits(traits) === 'timer' && !isOutcome(traits);
    const number = schema * 2 + (coarse ? 1 : 0);
    if ((byClass[number] as number) < 0) byClass[number] = groupOf(schema, coarse);
    partOf[i] = byClass[number] as number;
  }
  // Without series there is still coverage to tell, of the flushes' own tier.
  if (ids.length === 0) groupOf(FLUSH_SCHEMA, false);
  const groups = tiers.map(({ schema, tier }, part) => ({ schema, tier, ids: sortedIds(ids, partOf, part) }));
  return { groups, partOf, rowOf: rowsOf(ids, groups, partOf) };
}

/** What a schema has and had, for the choice of its tiers. */
export const tierSeriesOf = (source: ReadSource, schema: number, coarseSketches: boolean): TierSeries => ({
  schema: source.schemas[schema] as Schema,
  former: source.formerOf(schema),
  coarseSketches,
});

const chosenTier = (source: ReadSource, request: TierRequest, schema: number, coarseSketches: boolean): Tier =>
  chooseTier(request, tierSeriesOf(source, schema, coarseSketches), (tier) => {
    // Slots of the tier after fromS.
    const firstS = alignDown(Math.floor(request.fromS), tier.stepS) + tier.stepS;
    return source.overlapping(tierKey(tier), firstS, request.untilS + 1).length > 0;
  });

function traitsOf(source: ReadSource, id: number): number {
  const traits = source.traits[id];
  if (traits === undefined || kindOfTraits(traits) === undefined)
    throw new CarpyError('CARPY_BAD_REQUEST', `there is no series ${id}`);
  return traits;
}

function sortedIds(ids: readonly number[], partOf: Uint32Array, part: number): Uint32Array {
  const own = new Uint32Array(ids.length);
  let count = 0;
  for (let i = 0; i < ids.length; i++) if (partOf[i] === part) own[count++] = ids[i] as number;
  own.subarray(0, count).sort();
  let kept = 0;
  for (let i = 0; i < count; i++) if (i === 0 || own[i] !== own[i - 1]) own[kept++] = own[i] as number;
  return own.slice(0, kept);
}

function rowsOf(ids: readonly number[], groups: readonly Group[], partOf: Uint32Array): Uint32Array {
  const rows = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const own = (groups[partOf[i] as number] as Group).ids;
    const id = ids[i] as number;
    let low = 0;
    let high = own.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((own[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    rows[i] = low;
  }
  return rows;
}

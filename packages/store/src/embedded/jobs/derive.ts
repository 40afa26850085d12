/**
 * A span of a coarse tier, computed from sealed blocks of the tier before it in each series' schema. It makes the tiers coarser than a
 * window, and any tier that a changed configuration added to what was there.
 */
import {
  FLUSH_SCHEMA,
  isOutcome,
  kindOfTraits,
  NO_SERIES,
  type Rule,
  ruleOfTraits,
  type Schema,
  schemaOfTraits,
  type Tier,
  tierKey,
} from '../../schema/schema.ts';
import type { BlockEntry } from '../block-entry.ts';
import { rollUp } from '../roll-up.ts';
import { clearTable } from '../slot-table.ts';
import { BlockSink, finishAll } from './block-sink.ts';
import { Content, coverageOf, Tables } from './content.ts';
import type { DeriveJob, JobRoom } from './job.ts';
import { Register } from './register.ts';
import { keepsSketches, ruleInto } from './tier-rules.ts';

export async function derive(job: DeriveJob, room: JobRoom): Promise<BlockEntry[]> {
  const { tier, startS, lengthS, traits, rules } = job;
  const sources = sourcesOf(job.schemas, tier);
  const register = new Register(job.blocks);
  const tables = new Tables();
  const content = new Content(room.blockFiles, tables);
  const slots = lengthS / tier.stepS;
  const coarse = tables.get('coarse', slots);
  coarse.stepS = tier.stepS;
  const sink = new BlockSink(
    tier,
    job.dir,
    room,
    () => job.generation,
    () => coverage(),
  );
  const entriesOf = new Map<string, BlockEntry[]>();
  for (const source of sources)
    if (source !== undefined) {
      const key = tierKey(source.from);
      entriesOf.set(key, register.overlapping(key, startS, startS + lengthS));
    }

  function coverage(): Float64Array {
    const covered = new Float64Array(slots);
    const from = sources[FLUSH_SCHEMA]?.from;
    if (from === undefined) return covered;
    const fine = coverageOf(
      room.blockFiles,
      entriesOf.get(tierKey(from)) ?? [],
      from.stepS,
      startS,
      lengthS / from.stepS,
    );
    for (let i = 0; i < fine.length; i++) {
      const slot = Math.floor((i * from.stepS) / tier.stepS);
      covered[slot] = (covered[slot] as number) + (fine[i] as number);
    }
    return covered;
  }

  try {
    sink.begin(job);
    for (const id of idsOf(entriesOf, room)) {
      const own = traits[id] ?? NO_SERIES;
      const kind = kindOfTraits(own);
      const source = sources[schemaOfTraits(own)];
      if (kind !== undefined && source !== undefined) {
        const fine = tables.get('fine', lengthS / source.from.stepS);
        fine.stepS = source.from.stepS;
        if (content.read(entriesOf.get(tierKey(source.from)) ?? [], id, kind, fine, startS)) {
          clearTable(coarse, kind);
          rollUp(fine, coarse, ruleInto(source.schema, source.index, rules[ruleOfTraits(own)] as Rule));
          sink.put(id, job, coarse, keepsSketches(tier, source.index, isOutcome(own)));
        }
      }
      if (!room.breath.isOver) continue;
      await sink.drain();
      await room.breath.breathe();
    }
    return await finishAll([sink], job.dir, room);
  } catch (e) {
    await sink.abort();
    throw e;
  }
}

interface Source {
  readonly schema: Schema;
  /** Place of the tier in it. */
  readonly index: number;
  /** The tier before. */
  readonly from: Tier;
}

/** By schema: where the tier comes from; undefined for schemas without it. */
export function sourcesOf(schemas: readonly Schema[], tier: Tier): (Source | undefined)[] {
  const key = tierKey(tier);
  return schemas.map((schema) => {
    const index = schema.tiers.findIndex((t) => tierKey(t) === key);
    const from = schema.tiers[index - 1];
    return from === undefined ? undefined : { schema, index, from };
  });
}

/** Ids of all series in these blocks, ascending, each once. */
function idsOf(entriesOf: ReadonlyMap<string, readonly BlockEntry[]>, room: JobRoom): Uint32Array {
  const lists: Uint32Array[] = [];
  for (const entries of entriesOf.values())
    for (const entry of entries) {
      const ids = room.blockFiles.open(entry)?.ids();
      if (ids !== undefined) lists.push(ids);
    }
  const all = new Uint32Array(lists.reduce((n, ids) => n + ids.length, 0));
  let at = 0;
  for (const ids of lists) {
    all.set(ids, at);
    at += ids.length;
  }
  all.sort();
  return all.filter((id, i) => i === 0 || id !== all[i - 1]);
}

/** What a part of a plan is laid together from, in order of time: where blocks overlap, they and what lies over them are one cluster. */
import type { BlockEntry } from './block-entry.ts';
import type { FinerPart, MemoryPart, PlanPart } from './read-plan.ts';

export type LayerOfRead = (
  | { readonly from: 'block'; readonly entry: BlockEntry }
  | { readonly from: 'memory'; readonly memory: MemoryPart }
  | { readonly from: 'finer'; readonly finer: FinerPart }
) & { readonly startS: number; readonly endS: number };

/** Layers that overlap; the later ones take the place of what the earlier ones say. */
export interface Cluster {
  readonly startS: number;
  readonly endS: number;
  readonly layers: readonly LayerOfRead[];
}

export function clustersOf(part: PlanPart): Cluster[] {
  const layers: LayerOfRead[] = [
    ...part.blocks.map((entry) => layer({ from: 'block' as const, entry }, entry.startS, entry.lengthS)),
    ...part.memory.map((memory) =>
      layer({ from: 'memory' as const, memory }, memory.startS, memory.slots * part.stepS),
    ),
    ...part.finer.map((finer) => layer({ from: 'finer' as const, finer }, finer.startS, finer.slots * part.stepS)),
  ];
  const order = new Map(layers.map((one, n) => [one, n]));
  const byStart = [...layers].sort((a, b) => a.startS - b.startS);
  const clusters: { startS: number; endS: number; layers: LayerOfRead[] }[] = [];
  for (const one of byStart) {
    const last = clusters.at(-1);
    if (last === undefined || one.startS >= last.endS) {
      clusters.push({ startS: one.startS, endS: one.endS, layers: [one] });
      continue;
    }
    last.layers.push(one);
    last.endS = Math.max(last.endS, one.endS);
  }
  for (const cluster of clusters) cluster.layers.sort((a, b) => (order.get(a) as number) - (order.get(b) as number));
  return clusters;
}

const layer = <T>(
  what: T,
  startS: number,
  lengthS: number,
): T & { readonly startS: number; readonly endS: number } => ({
  ...what,
  startS,
  endS: startS + lengthS,
});

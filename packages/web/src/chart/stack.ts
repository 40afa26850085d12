/** A layer's lower and upper edge over the grid; NaN where the whole stack has a gap. */
export interface StackEdges {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Sums layers bottom up. A layer that is absent where another has a value adds nothing there (the function was not called); where
 * all are absent the stack has a gap.
 */
export function stackEdges(layers: readonly (readonly (number | null)[])[], slots: number): StackEdges[] {
  const base = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    if (!layers.some((values) => (values[slot] ?? null) !== null)) base[slot] = Number.NaN;
  }
  let lower = base;
  return layers.map((values) => {
    const upper = new Float64Array(slots);
    for (let slot = 0; slot < slots; slot++) upper[slot] = (lower[slot] as number) + Math.max(0, values[slot] ?? 0);
    const edges = { lower, upper };
    lower = upper;
    return edges;
  });
}

/** The layer that is drawn at a value of a slot; -1 above all, or in a gap. */
export function layerAt(edges: readonly StackEdges[], slot: number, value: number): number {
  return edges.findIndex(
    ({ lower, upper }) => value >= (lower[slot] ?? Number.NaN) && value < (upper[slot] ?? Number.NaN),
  );
}

/** The greatest upper edge; 0 without any. */
export function stackTop(edges: readonly StackEdges[]): number {
  let top = 0;
  for (const value of edges.at(-1)?.upper ?? []) if (value > top) top = value;
  return top;
}

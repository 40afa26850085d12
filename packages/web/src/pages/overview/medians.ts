/** Numbers over slots for the sentence. Pure. */

const present = (values: readonly (number | null)[]): number[] =>
  values.filter((v): v is number => v !== null && Number.isFinite(v));

/** The middle value, or undefined where there is none. */
export function medianOf(values: readonly (number | null)[]): number | undefined {
  return middleOf(present(values).sort((a, b) => a - b));
}

function middleOf(sorted: readonly number[]): number | undefined {
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export interface Rise {
  /** First slot of the new level, which lasts to the end. */
  readonly slot: number;
  readonly before: number;
  readonly after: number;
}

export interface RiseRule {
  /** How many times the level before it the level after it is at least. */
  readonly factor: number;
  /** And by how much at least, in the values' unit. */
  readonly least: number;
  /** Slots with values that each level needs at least: a few slow slots are none. */
  readonly slots: number;
}

/** Of the slots after the begin, as many are above the border between the levels. */
const STEADY = 0.75;

/**
 * The rise that still lasts, if there is one: the earliest slot from which on the values stay on a level that is `factor`
 * times the one before. The level before is the median of all slots before, so that an earlier short spike is no base.
 */
export function lastingRise(values: readonly (number | null)[], rule: RiseRule): Rise | undefined {
  const slots = values.length;
  const recent = medianOf(lastValues(values, Math.max(rule.slots, Math.round(slots / 20))));
  if (recent === undefined) return undefined;
  // The head's values, kept sorted as it grows: sorting each head anew would cost seconds on long ranges.
  const head: number[] = [];
  for (let slot = 0; slot <= slots - rule.slots; slot++) {
    const value = values[slot];
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    const before = middleOf(head);
    insertSorted(head, value);
    if (before === undefined || head.length <= rule.slots) continue;
    if (recent < before * rule.factor || recent - before < rule.least) continue;
    const border = Math.sqrt(Math.max(before, rule.least / 10) * recent);
    if (value < border) continue;
    const tail = present(values.slice(slot));
    if (tail.length < rule.slots || tail.filter((v) => v >= border).length < tail.length * STEADY) continue;
    return { slot, before, after: medianOf(tail) ?? recent };
  }
  return undefined;
}

export interface Spell {
  /** First slot of it, and the first one after it. */
  readonly from: number;
  readonly to: number;
  /** The median in it, and of all slots. */
  readonly level: number;
  readonly usual: number;
}

/** Of the other slots, so many may reach its border: where more do, high values are usual. */
const OTHERS_ABOVE = 0.05;

/**
 * The time in which values stood at `factor` times what is usual, and higher than nearly all others, if there is one: of several the
 * one with the largest sum over what is usual. It may last to the end.
 */
export function highSpell(values: readonly (number | null)[], rule: RiseRule): Spell | undefined {
  const all = present(values);
  const usual = medianOf(all);
  if (usual === undefined) return undefined;
  const border = Math.max(usual * rule.factor, usual + rule.least);
  let worst: { from: number; to: number; above: number } | undefined;
  for (let from = 0; from < values.length; from++) {
    let to = from;
    let above = 0;
    for (let value = values[to]; value !== null && value !== undefined && value >= border; value = values[++to])
      above += value - usual;
    if (to - from >= rule.slots && above > (worst?.above ?? 0)) worst = { from, to, above };
    from = Math.max(from, to);
  }
  if (worst === undefined) return undefined;
  const { from, to } = worst;
  const others = present([...values.slice(0, from), ...values.slice(to)]);
  if (others.length < all.length / 2 || others.filter((v) => v >= border).length > others.length * OTHERS_ABOVE)
    return undefined;
  return { from, to, level: medianOf(values.slice(from, to)) ?? border, usual };
}

function insertSorted(sorted: number[], value: number): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}

/** The last `count` values that there are. */
function lastValues(values: readonly (number | null)[], count: number): number[] {
  const answer: number[] = [];
  for (let slot = values.length - 1; slot >= 0 && answer.length < count; slot--) {
    const value = values[slot];
    if (value !== null && value !== undefined) answer.push(value);
  }
  return answer;
}

/** What a killed process said of its writes, and whether the store that is opened after it holds just that, in every tier. */
import type { EmbeddedStore } from '../src/index.ts';
import { KILL_KINDS, KILL_TIERS, type KillKind, valueAt } from './kill-values.ts';
import { readOne } from './series.ts';

/** Young series that are looked at, the newest; and for how long, within the finest tier's retention and before a series is given up for hourly. */
const YOUNG = 40;
const YOUNG_S = 6 * 3_600;

export class KillRecord {
  /** By kind: stamps of writes that are there, and for flushes the passing series that came along. */
  readonly #there = new Map<string, Map<number, string>>();
  /** Begun and not acknowledged when the process died: there or not. */
  #open: { readonly kind: string; readonly slotS: number; readonly passing: string }[] = [];
  readonly #removed = new Set<string>();
  /** Series whose step their second point tells: stamps of the points acknowledged. */
  readonly #young = new Map<string, number[]>();
  acknowledged = 0;
  /** The clock of the process. */
  nowS: number;

  constructor(nowS: number) {
    this.nowS = nowS;
  }

  /** A line of the process. */
  take(line: string): void {
    const [what = '', kind = '', slot = '', passing = ''] = line.split(' ');
    const slotS = Number(slot);
    if (kind === 'flush') this.nowS = Math.max(this.nowS, slotS);
    if (kind === 'young') {
      if (what === 'begun') return;
      this.acknowledged++;
      this.#young.set(passing, [...(this.#young.get(passing) ?? []), slotS]);
      return;
    }
    if (what === 'begun') {
      this.#open.push({ kind, slotS, passing });
      return;
    }
    this.acknowledged++;
    this.#open = this.#open.filter((o) => o.kind !== kind || o.slotS !== slotS || o.passing !== passing);
    this.#put(kind, slotS, passing);
  }

  /** Sees what became of the writes that were under way, and answers a line for each value that is lost, doubled or back. */
  async check(store: EmbeddedStore): Promise<string[]> {
    const found: string[] = [];
    for (const { kind, slotS, passing } of this.#open) {
      if (await this.#isThere(store, kind, slotS, passing)) this.#put(kind, slotS, passing);
    }
    this.#open = [];
    for (const kind of KILL_KINDS) found.push(...(await this.#sums(store, kind)));
    found.push(...(await this.#points(store)));
    found.push(...(await this.#firsts(store)));
    for (const name of this.#removed) if (store.series.count(name) > 0) found.push(`${name} is back`);
    found.push(...(await this.#passing(store)));
    return found;
  }

  #put(kind: string, slotS: number, passing: string): void {
    if (kind === 'remove') {
      this.#removed.add(passing);
      return;
    }
    const slots = this.#there.get(kind) ?? new Map<number, string>();
    this.#there.set(kind, slots.set(slotS, passing));
  }

  async #isThere(store: EmbeddedStore, kind: string, slotS: number, passing: string): Promise<boolean> {
    if (kind === 'remove') return store.series.count(passing) === 0;
    if (store.series.count(kind) === 0) return false;
    const stepS = kind === 'older' ? 60 : 10;
    const { columns } = await readOne(store, kind, slotS - 1, slotS, { tier: { by: 'step', stepS }, nowS: this.nowS });
    return kind === 'points'
      ? this.#there.get('points')?.has(slotS) === true || columns['value']?.[0] === valueAt(kind, slotS)
      : !Number.isNaN(columns['value']?.[0]);
  }

  /** The sums of a counter in each slot of each tier. */
  async #sums(store: EmbeddedStore, kind: KillKind): Promise<string[]> {
    const found: string[] = [];
    const slots = [...(this.#there.get(kind)?.keys() ?? [])];
    if (slots.length === 0) return found;
    if (store.series.count(kind) === 0) return [`${kind} is lost`];
    for (const { stepS, retentionS } of KILL_TIERS) {
      const fromS = Math.max(this.nowS - retentionS, Math.min(...slots) - stepS);
      const wanted = new Map<number, number>();
      for (const slotS of slots) {
        const at = slotS - (slotS % stepS);
        wanted.set(at, (wanted.get(at) ?? 0) + valueAt(kind, slotS));
      }
      const { columns, startS } = await readOne(store, kind, fromS, this.nowS, {
        tier: { by: 'step', stepS },
        nowS: this.nowS,
      });
      const values = columns['value'] ?? [];
      for (let slot = 0; slot < values.length; slot++) {
        const atS = startS + slot * stepS;
        // Of a kind that comes later than a tier keeps, the tier may have the first slots or not.
        if (kind === 'older' && retentionS <= 30 * 3_600) continue;
        const value = values[slot] as number;
        const sum = Number.isNaN(value) ? 0 : value;
        if (sum !== (wanted.get(atS) ?? 0))
          found.push(`${kind} ${atS} (${stepS} s) is ${sum}, not ${wanted.get(atS) ?? 0}`);
      }
    }
    return found;
  }

  async #points(store: EmbeddedStore): Promise<string[]> {
    const retentionS = KILL_TIERS[0]?.retentionS ?? 0;
    const slots = [...(this.#there.get('points')?.keys() ?? [])].filter((s) => s > this.nowS - retentionS);
    if (slots.length === 0) return [];
    const fromS = Math.min(...slots) - 10;
    const read = await readOne(store, 'points', fromS, this.nowS + 10, {
      tier: { by: 'step', stepS: 10 },
      nowS: this.nowS,
    });
    const lost = slots.filter((s) => read.columns['value']?.[(s - read.startS) / 10] !== valueAt('points', s));
    return lost.map((slotS) => `points ${slotS} is lost`);
  }

  /** First points are there whether the step is known by now or not, and second ones. */
  async #firsts(store: EmbeddedStore): Promise<string[]> {
    const found: string[] = [];
    for (const [name, stamps] of [...this.#young].slice(-YOUNG)) {
      const [firstS = 0] = stamps;
      if (firstS < this.nowS - YOUNG_S) continue;
      if (store.series.count(name) === 0) found.push(`${name} is lost`);
      if (store.series.count(name) === 0) continue;
      const { columns } = await readOne(store, name, firstS - 10, firstS + 20, { nowS: this.nowS });
      for (const atS of stamps)
        if (columns['value']?.includes(valueAt('young', atS)) !== true) found.push(`${name} ${atS} is lost`);
    }
    return found;
  }

  /** A passing series has its own points only, whatever number it got. */
  async #passing(store: EmbeddedStore): Promise<string[]> {
    const counts = new Map<string, number>();
    for (const [slotS, name] of this.#there.get('flush') ?? [])
      if (slotS > this.nowS - 86_400) counts.set(name, (counts.get(name) ?? 0) + 1);
    const found: string[] = [];
    for (const [name, count] of counts) {
      if (this.#removed.has(name)) continue;
      const read = await readOne(store, name, this.nowS - 90_000, this.nowS, {
        tier: { by: 'step', stepS: 60 },
        nowS: this.nowS,
      });
      const sum = (read.columns['value'] ?? []).reduce((n, v) => n + (Number.isNaN(v) ? 0 : v), 0);
      if (sum < count) found.push(`${name} has ${sum}, not ${count}`);
      if (sum > (this.#all(name) ?? 0)) found.push(`${name} has ${sum}, more than came`);
    }
    return found;
  }

  #all(name: string): number {
    let count = 0;
    for (const own of this.#there.get('flush')?.values() ?? []) if (own === name) count++;
    return count;
  }
}

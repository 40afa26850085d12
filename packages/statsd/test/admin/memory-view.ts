/** The admin port's view over plain maps. */
import { type AdminHealth, type AdminView, isRemovedBy } from '../../src/admin/admin-view.ts';

export class MemoryView implements AdminView {
  readonly lists = {
    counters: new Map<string, number>(),
    gauges: new Map<string, number>(),
    timers: new Map<string, Float64Array>(),
  };
  statistics: [string, number][] = [];
  settings: ReturnType<AdminView['config']> = {};
  #health: AdminHealth = 'up';

  stats = (): [string, number][] => this.statistics;
  counters = (): Iterable<[string, number]> => this.lists.counters;
  gauges = (): Iterable<[string, number]> => this.lists.gauges;
  timers = (): Iterable<[string, Float64Array]> => this.lists.timers;
  health = (): AdminHealth => this.#health;
  config = (): ReturnType<AdminView['config']> => this.settings;
  setHealth = (health: AdminHealth): void => {
    this.#health = health;
  };
  remove = (type: keyof MemoryView['lists'], pattern: string): string[] => {
    const keys = [...this.lists[type].keys()].filter((key) => isRemovedBy(key, pattern));
    for (const key of keys) this.lists[type].delete(key);
    return keys;
  };
}

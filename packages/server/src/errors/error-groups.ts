/** All groups in memory, by app, within a bound: past it those that are ignored go first, then those that were not seen for longest. */
import type { ErrorGroup } from './error-group.ts';

export const ERROR_GROUP_LIMITS = { perApp: 10_000, apps: 1_000, versions: 50 } as const;
/** So many go at once, so that a flood of groups does not sort them for each. */
const DROPPED_AT_ONCE = 500;

interface AppGroups {
  readonly groups: Map<string, ErrorGroup>;
  /** The oldest first. */
  versions: readonly string[];
  dropped: number;
}

export class ErrorGroups {
  readonly #apps = new Map<string, AppGroups>();
  readonly #limit: number;

  constructor(limit: number = ERROR_GROUP_LIMITS.perApp) {
    this.#limit = limit;
  }

  apps(): readonly string[] {
    return [...this.#apps.keys()];
  }

  get(app: string, fingerprint: string): ErrorGroup | undefined {
    return this.#apps.get(app)?.groups.get(fingerprint);
  }

  of(app: string): readonly ErrorGroup[] {
    return [...(this.#apps.get(app)?.groups.values() ?? [])];
  }

  versionsOf(app: string): readonly string[] {
    return this.#apps.get(app)?.versions ?? [];
  }

  dropped(app: string): number {
    return this.#apps.get(app)?.dropped ?? 0;
  }

  /** Fingerprints of groups that had to go. Nothing is kept of an app past the bound of apps. */
  put(app: string, group: ErrorGroup): readonly string[] {
    const of = this.#of(app);
    if (of === undefined) return [group.fingerprint];
    of.groups.set(group.fingerprint, group);
    if (of.groups.size <= this.#limit) return [];
    const gone = [...of.groups.values()]
      .filter(({ fingerprint }) => fingerprint !== group.fingerprint)
      .sort((a, b) => Number(b.state === 'ignored') - Number(a.state === 'ignored') || a.lastSeenMs - b.lastSeenMs)
      .slice(0, Math.max(1, Math.min(DROPPED_AT_ONCE, Math.floor(this.#limit / 20))))
      .map(({ fingerprint }) => fingerprint);
    for (const fingerprint of gone) of.groups.delete(fingerprint);
    of.dropped += gone.length;
    return gone;
  }

  /** True where it is a new one. */
  sawVersion(app: string, version: string): boolean {
    const of = this.#of(app);
    if (of === undefined || of.versions.includes(version)) return false;
    of.versions = [...of.versions, version].slice(-ERROR_GROUP_LIMITS.versions);
    return true;
  }

  load(app: string, versions: readonly string[], dropped: number): void {
    const of = this.#of(app);
    if (of === undefined) return;
    of.versions = versions;
    of.dropped = dropped;
  }

  #of(app: string): AppGroups | undefined {
    const known = this.#apps.get(app);
    if (known !== undefined || this.#apps.size >= ERROR_GROUP_LIMITS.apps) return known;
    const made: AppGroups = { groups: new Map(), versions: [], dropped: 0 };
    this.#apps.set(app, made);
    return made;
  }
}

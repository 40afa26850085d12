/**
 * Files of the request log that are over: logs whose records are sealed, segments that were replaced or dropped. One that cannot be deleted is
 * told once, and tried again; nothing waits for it. Those of one family hold the same records, and go in the order in which they were given:
 * were a later one gone before an earlier one, a restart would take up what the earlier one has.
 */
import { fileFault } from '@carpy/core';
import type { FileSystem } from '../files/file-system.ts';
import type { OpenFiles } from './open-files.ts';

/** Told by name. */
const MAX_TOLD = 5;

interface Family {
  /** The first one goes first. */
  readonly names: string[];
  work: Promise<void>;
}

export interface OldFilesOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly open: OpenFiles;
  /** Told once of a file. */
  readonly onFault: (fault: string) => void;
}

export class OldFiles {
  readonly #options: OldFilesOptions;
  /** By the number of their segment. */
  readonly #families = new Map<number, Family>();
  /** Why a file could not be deleted when that was last tried, by name. */
  readonly #failed = new Map<string, string>();

  constructor(options: OldFilesOptions) {
    this.#options = options;
  }

  /** Those that could not be deleted. */
  get left(): readonly string[] {
    return [...this.#failed.keys()];
  }

  get faults(): readonly string[] {
    const faults = [...this.#failed].slice(0, MAX_TOLD).map(([name, why]) => faultOf(name, why));
    const more = this.#failed.size - faults.length;
    return more === 0 ? faults : [...faults, `records: ${more} more files cannot be deleted`];
  }

  /** Deletes them once `readers` have settled. Resolves when they are gone for good, or could not be deleted; never rejects. */
  remove(number: number, names: readonly string[], readers?: Promise<unknown>): Promise<void> {
    const family = this.#families.get(number) ?? { names: [], work: Promise.resolve() };
    this.#families.set(number, family);
    const work = family.work
      .then(() => readers)
      .then(() => this.#sweep(family.names, names))
      .then(() => {
        if (family.names.length === 0 && family.work === work) this.#families.delete(number);
      });
    family.work = work;
    return work;
  }

  /** Tries those again that are left, after what is under way. */
  async again(): Promise<void> {
    await Promise.all([...this.#families.keys()].map((number) => this.remove(number, [])));
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#families.values()].map(({ work }) => work));
  }

  async #sweep(left: string[], more: readonly string[]): Promise<void> {
    const { files, dir, open, onFault } = this.#options;
    left.push(...more);
    for (let name = left[0]; name !== undefined; name = left[0]) {
      const path = `${dir}/${name}`;
      try {
        open.close(path);
        await files.unlink(path);
        await files.syncDir(dir);
      } catch (e) {
        const why = fileFault(e);
        const isNew = !this.#failed.has(name);
        this.#failed.set(name, why);
        if (isNew) onFault(faultOf(name, why));
        return;
      }
      this.#failed.delete(name);
      left.shift();
    }
  }
}

const faultOf = (name: string, why: string): string =>
  `records/${name}: it is not needed any more and cannot be deleted: ${why}; that is tried again every minute`;

/** What the doctor finds: one thing, in one file, with what it means and what a repair does about it. */
import type { Database } from '../embedded/database.ts';

export interface Finding {
  /** `note`: nothing is lost, and the next start of the server sees to it. */
  readonly level: 'damage' | 'note';
  /** Within the data folder. */
  readonly file: string;
  /** What is wrong, and what it means for the data. */
  readonly what: string;
  /** What `--repair` does about it, or what else helps. */
  readonly remedy: string;
  /** Absent where no repair helps. */
  readonly repair?: (hands: Hands) => Promise<void>;
}

/** What repairs work with. Nothing that was found is ever deleted: it goes into `damaged/`. */
export interface Hands {
  readonly dir: string;
  /** Undefined when the catalogue itself is damaged. */
  readonly database: Database | undefined;
  /** Moves a file to `damaged/`; nothing happens when it is there already. */
  setAside(file: string): Promise<void>;
  /** Copies a file to `damaged/`; it is then written anew in its place. */
  keepOriginal(file: string): Promise<void>;
  /** Puts bytes that lie in no file of their own into `damaged/`. */
  keepBytes(name: string, bytes: Uint8Array): Promise<void>;
  /** Puts a file in the place of another, whole or not at all. */
  replace(file: string, bytes: Uint8Array): Promise<void>;
}

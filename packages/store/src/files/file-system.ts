/**
 * The one way to files: everything that the store writes goes through this interface, so that faults can be put into it
 * (test/crash-recorder.ts). It offers only what a crash-safe store needs, and each promise of durability has a call of its own:
 * `sync` for the bytes of a file, `syncDir` for names made, renamed or removed in a folder. Paths are absolute.
 * LMDB is not reached through it: its transactions are atomic and durable by themselves.
 */

/** A file that grows at its end. */
export interface AppendFile {
  /** Appends all bytes. Not durable before `sync`. */
  append(bytes: Uint8Array): Promise<void>;
  /** Makes everything appended durable (fdatasync). */
  sync(): Promise<void>;
  /** Cuts the file to a length, bytes. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** A file that is only read. Reads are synchronous: they are short, and mostly answered by the page cache. */
export interface ReadFile {
  /** Bytes, at the time of opening. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. In the memory of `into`, where it is given, which has that length. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array;
  close(): void;
}

export interface FileSystem {
  /** Makes a folder and its parents; nothing happens when it is there. */
  makeDir(path: string): Promise<void>;
  /** Makes names in a folder durable (fsync of the folder). */
  syncDir(path: string): Promise<void>;
  /** Names in a folder, in no order. */
  list(path: string): Promise<string[]>;
  /** A new, empty file; fails when the name is taken. */
  create(path: string): Promise<AppendFile>;
  openRead(path: string): ReadFile;
  /** Bytes of a file. */
  size(path: string): number;
  /** Bytes free on the disk that holds a folder; undefined where the system doesn't tell. */
  freeBytes(path: string): number | undefined;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when it is not there. */
  unlink(path: string): Promise<void>;
}

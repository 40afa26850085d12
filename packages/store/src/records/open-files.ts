/** Segments' files that are open for reading, a bounded number of them. */
import type { FileSystem, ReadFile } from '../files/file-system.ts';

const MAX_OPEN = 256;

export class OpenFiles {
  readonly #files: FileSystem;
  readonly #open = new Map<string, ReadFile>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Throws what the file system throws. */
  read(path: string, offset: number, bytes: number): Uint8Array {
    return this.#file(path).read(offset, bytes);
  }

  size(path: string): number {
    return this.#file(path).size;
  }

  close(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }

  closeAll(): void {
    for (const path of [...this.#open.keys()]) this.close(path);
  }

  #file(path: string): ReadFile {
    const file = this.#open.get(path) ?? this.#files.openRead(path);
    this.#open.delete(path);
    this.#open.set(path, file);
    if (this.#open.size > MAX_OPEN) this.close(this.#open.keys().next().value as string);
    return file;
  }
}

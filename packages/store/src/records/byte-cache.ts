/**
 * Values with a size, up to a number of bytes, on shelves of several owners. What was not asked for since the last round goes first.
 *
 * Hot: several times a batch of rows, and once a record read (bench/records).
 */
interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
  readonly shelf: Map<string | number, Entry<V>>;
  readonly key: string | number;
  used: boolean;
}

/** What one owner has in the cache. */
export interface Shelf<V> {
  get(key: string | number): V | undefined;
  put(key: string | number, value: V, bytes: number): void;
  clear(): void;
}

export class ByteCache<V> {
  readonly #maxBytes: number;
  readonly #onDrop: (value: V) => void;
  /** In the order in which they are looked at when room is needed. */
  readonly #entries = new Set<Entry<V>>();
  #bytes = 0;

  /** `onDrop` is told of each value that goes. */
  constructor(maxBytes: number, onDrop: (value: V) => void = () => undefined) {
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
  }

  shelf(): Shelf<V> {
    const shelf = new Map<string | number, Entry<V>>();
    return {
      get: (key) => {
        const entry = shelf.get(key);
        if (entry === undefined) return undefined;
        entry.used = true;
        return entry.value;
      },
      put: (key, value, bytes) => {
        const former = shelf.get(key);
        if (former !== undefined) this.#drop(former);
        const entry = { value, bytes, shelf, key, used: false };
        shelf.set(key, entry);
        this.#entries.add(entry);
        this.#bytes += bytes;
        this.#makeRoom();
      },
      clear: () => {
        for (const entry of shelf.values()) this.#drop(entry);
      },
    };
  }

  #makeRoom(): void {
    for (const entry of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      if (!entry.used) {
        this.#drop(entry);
        continue;
      }
      entry.used = false;
      this.#entries.delete(entry);
      this.#entries.add(entry);
    }
  }

  #drop(entry: Entry<V>): void {
    if (!this.#entries.delete(entry)) return;
    entry.shelf.delete(entry.key);
    this.#bytes -= entry.bytes;
    this.#onDrop(entry.value);
  }
}

/** The members of all sets in one flush, within a bound on their number and bytes. */

export class SetMembers {
  readonly #maxMembers: number;
  readonly #maxChars: number;
  readonly #sets = new Map<number, Set<string>>();
  #members = 0;
  #chars = 0;

  constructor(maxMembers: number, maxChars: number) {
    this.#maxMembers = maxMembers;
    this.#maxChars = maxChars;
  }

  /** False when there is no room for a member that isn't there yet. */
  add(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const member = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
    let set = this.#sets.get(entry);
    if (set?.has(member)) return true;
    if (this.#members >= this.#maxMembers || this.#chars + member.length > this.#maxChars) return false;
    if (set === undefined) {
      set = new Set();
      this.#sets.set(entry, set);
    }
    set.add(member);
    this.#members++;
    this.#chars += member.length;
    return true;
  }

  sizeOf(entry: number): number {
    return this.#sets.get(entry)?.size ?? 0;
  }

  clear(): void {
    this.#sets.clear();
    this.#members = 0;
    this.#chars = 0;
  }
}

/**
 * Puts the series of a batch in the order of their ids. Entries draw ids in the order in which they are flushed, so mostly there is nothing
 * to do; not once forgotten names have given their numbers to others, or where carbon had used a name before.
 *
 * Hot: once a flush (bench/statsd). A counting sort: ids are small numbers, each of one place.
 */
export class IdOrder {
  /** By id: its place plus 1; 0 for none. All 0 between calls. */
  #places = new Uint32Array(0);

  /** The places of ids[0, length) by ascending id, of two places of one id the later; undefined when they stand so already. */
  of(ids: Uint32Array, length: number): Uint32Array | undefined {
    let i = 1;
    while (i < length && (ids[i] as number) > (ids[i - 1] as number)) i++;
    if (i >= length) return undefined;
    let greatest = 0;
    for (let k = 0; k < length; k++) greatest = Math.max(greatest, ids[k] as number);
    if (this.#places.length <= greatest)
      this.#places = new Uint32Array(Math.max(greatest + 1, this.#places.length * 2));
    const places = this.#places;
    let distinct = 0;
    for (let k = 0; k < length; k++) {
      const id = ids[k] as number;
      if (places[id] === 0) distinct++;
      places[id] = k + 1;
    }
    const order = new Uint32Array(distinct);
    for (let id = 0, at = 0; at < distinct; id++) {
      const place = places[id] as number;
      if (place === 0) continue;
      order[at++] = place - 1;
      places[id] = 0;
    }
    return order;
  }
}

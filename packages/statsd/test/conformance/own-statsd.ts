/** Our aggregator in this process, fed the same packets, its batches read back into names. */
import { Aggregator, type StatsdSettings } from '@carpy/statsd';
import type { Flush } from './flush.ts';

export class OwnStatsd {
  readonly aggregator: Aggregator;
  readonly #stepS: number;
  readonly #nameOf = new Map<number, string>();
  #slotS = 1_000_000;

  constructor(settings: Partial<StatsdSettings>, stepS: number) {
    this.aggregator = new Aggregator({ settings, onPoint: () => true });
    this.#stepS = stepS;
  }

  window(packets: readonly Uint8Array[]): Flush {
    for (const packet of packets) this.aggregator.packet(packet, packet.length, this.#slotS * 1_000, '127.0.0.1');
    return this.flush();
  }

  flush(): Flush {
    this.#slotS += this.#stepS;
    const batch = this.aggregator.flush(this.#slotS, this.#stepS, this.#stepS * 1_000);
    for (const { id, name } of batch.declared) this.#nameOf.set(id, name);
    const { ids, values } = batch.values;
    return new Map(Array.from(ids, (id, i) => [this.#nameOf.get(id) as string, values[i] as number]));
  }
}

/** A sink that knows every name and writes down what the parser says. */
import { expect } from 'vitest';
import type { DogStatsdEvent } from '../../src/protocol/dogstatsd-event.ts';
import { COUNTER, GAUGE, type MetricType, SET, TIMER } from '../../src/protocol/metric-type.ts';
import type { BadCause, MetricSink } from '../../src/protocol/sink.ts';

export type Call = readonly [
  kind: string,
  name: string,
  value: number | string,
  ...extra: readonly (number | boolean)[],
];

export class RecordingSink implements MetricSink {
  readonly calls: Call[] = [];
  readonly causes: BadCause[] = [];
  readonly events: DogStatsdEvent[] = [];
  serviceChecks = 0;
  readonly #names: string[] = [];
  resolved = 0;

  resolve(key: string, tags: string | undefined, type: MetricType): number | BadCause {
    this.resolved++;
    this.#names.push(`${key}${tags === undefined ? '' : `#${tags}`}`);
    expect([COUNTER, TIMER, GAUGE, SET]).toContain(type);
    return this.#names.length - 1;
  }
  counter(name: number, value: number, weight: number): void {
    this.calls.push(['c', this.#names[name] as string, value, weight]);
  }
  timer(name: number, valueMs: number, weight: number): void {
    this.calls.push(['ms', this.#names[name] as string, valueMs, weight]);
  }
  gauge(name: number, value: number, change: boolean): void {
    this.calls.push(['g', this.#names[name] as string, value, change]);
  }
  member(name: number, bytes: Uint8Array, from: number, to: number): boolean {
    const member = Buffer.from(bytes.subarray(from, to)).toString('latin1');
    this.calls.push(['s', this.#names[name] as string, member]);
    return true;
  }
  point(name: number, type: MetricType, value: number, weight: number, atS: number): undefined {
    this.calls.push([type === COUNTER ? 'c at' : 'g at', this.#names[name] as string, value, weight, atS]);
  }
  event(event: DogStatsdEvent): void {
    this.events.push(event);
  }
  serviceCheck(): void {
    this.serviceChecks++;
  }
  bad(cause: BadCause): void {
    this.causes.push(cause);
  }
}

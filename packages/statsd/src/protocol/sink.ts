/** Where parsed metrics go, and the causes for which something is dropped. */
import type { DogStatsdEvent } from './dogstatsd-event.ts';
import type { COUNTER, GAUGE, MetricType } from './metric-type.ts';

/** Why a value was dropped. Each is explained in docs/statsd.md. */
export type BadCause =
  | 'too_long'
  | 'no_name'
  | 'bad_name'
  | 'name_too_long'
  | 'bad_tag'
  | 'no_value'
  | 'bad_value'
  | 'negative'
  | 'no_type'
  | 'unknown_type'
  | 'bad_rate'
  | 'bad_field'
  | 'bad_timestamp'
  | 'bad_event'
  | 'bad_service_check'
  | 'kind_conflict'
  | 'too_many_names'
  | 'too_many_members'
  | 'http_request';

/** Numbers of names come from `resolve` and are valid for the life of the sink. */
export interface MetricSink {
  /**
   * The number of a name, made at its first use, or why there is none. `key` is the text before the colon, `tags` those after `|#`
   * (undefined where there were none).
   */
  resolve(key: string, tags: string | undefined, type: MetricType): number | BadCause;
  counter(name: number, value: number, weight: number): void;
  /** A timing >= 0. */
  timer(name: number, valueMs: number, weight: number): void;
  /** Sets a gauge, or changes it by `value`. */
  gauge(name: number, value: number, change: boolean): void;
  /** bytes[from, to) is a member, not empty. False when the sets take no more of them in this flush. */
  member(name: number, bytes: Uint8Array, from: number, to: number): boolean;
  /** A value with a stamp of its own, in seconds since the epoch; or why it can't be kept. */
  point(
    name: number,
    type: typeof COUNTER | typeof GAUGE,
    value: number,
    weight: number,
    atS: number,
  ): BadCause | undefined;
  event(event: DogStatsdEvent): void;
  /** A service check came: they are counted and not kept. */
  serviceCheck(): void;
  /** Counts one value dropped; bytes[from, to) is its line. */
  bad(cause: BadCause, bytes: Uint8Array, from: number, to: number): void;
}

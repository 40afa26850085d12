/**
 * Counters, gauges, timings and sets of the application's own, under `carpy.<app>.<server>.custom.<name>`. Where timings are aggregated,
 * a flush sends a counter's sum, a gauge's last value and a set's values once each.
 */
import { createHash } from 'node:crypto';
import { formatValue, NAME_LIMITS, ROOT, segment } from '@carpy/core';
import { Tally, Timer } from './aggregation/timer.ts';
import type { Timings } from './aggregation/timings.ts';
import type { Counts } from './counts.ts';
import type { LineWriter } from './line-writer.ts';
import type { NameList } from './name-list.ts';

const MAX_CACHED_NAME = 512;
/** Values of sets that wait for a flush; past it they are sent as they come. */
const MAX_SET_VALUES = 10_000;
/** Values that a line carries as they are; of others it carries a hash. */
const PLAIN_VALUE = /^[A-Za-z0-9_.-]{1,64}$/;

class CustomName {
  readonly path: string;
  readonly timer: Timer;
  readonly tally: Tally;
  /** The value that waits. */
  gauge: number | undefined;

  constructor(path: string) {
    this.path = path;
    this.timer = new Timer(path);
    this.tally = new Tally(path);
  }
}

export class CustomValues {
  readonly #base: string;
  readonly #lines: LineWriter;
  readonly #timings: Timings;
  readonly #list: NameList;
  readonly #counts: Counts;
  readonly #bySegment = new Map<string, CustomName>();
  readonly #byName = new Map<string, CustomName>();
  readonly #other: CustomName;
  #gauges: CustomName[] = [];
  /** Whole lines. */
  readonly #setValues = new Set<string>();

  /** `app` and `server` are segments, already made. */
  constructor(app: string, server: string, lines: LineWriter, timings: Timings, list: NameList, counts: Counts) {
    this.#base = `${ROOT}.${app}.${server}.custom.`;
    this.#lines = lines;
    this.#timings = timings;
    this.#list = list;
    this.#counts = counts;
    this.#other = new CustomName(`${this.#base}other`);
  }

  counter(name: string, n: number): void {
    if (this.#finite(n)) this.#timings.count(this.#named(name).tally, n);
  }

  gauge(name: string, value: number): void {
    if (!this.#finite(value)) return;
    const named = this.#named(name);
    if (!this.#timings.aggregate) {
      this.#writeGauge(named.path, value);
      return;
    }
    if (named.gauge === undefined) this.#gauges.push(named);
    named.gauge = value;
  }

  timing(name: string, durationMs: number): void {
    if (!this.#finite(durationMs)) return;
    if (durationMs < 0) this.#counts.invalidValues++;
    else this.#timings.add(this.#named(name).timer, durationMs);
  }

  /** One more value of a set, of which the server keeps how many different ones came in a flush. */
  set(name: string, value: string | number): void {
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) {
      this.#counts.invalidValues++;
      return;
    }
    const text = String(value);
    const line = `${this.#named(name).path}:${PLAIN_VALUE.test(text) ? text : hashed(text)}|s`;
    if (this.#timings.aggregate && this.#setValues.size < MAX_SET_VALUES) this.#setValues.add(line);
    else this.#write(line, 1);
  }

  /** Writes the lines of all that waits. */
  flush(): void {
    const gauges = this.#gauges;
    this.#gauges = [];
    for (const named of gauges) {
      this.#writeGauge(named.path, named.gauge as number);
      named.gauge = undefined;
    }
    for (const line of this.#setValues) this.#write(line, 1);
    this.#setValues.clear();
  }

  #finite(value: number): boolean {
    if (typeof value === 'number' && Number.isFinite(value)) return true;
    this.#counts.invalidValues++;
    return false;
  }

  /** StatsD reads a sign as a change, so a value below 0 is set by way of 0, in one datagram so that nothing comes between. */
  #writeGauge(path: string, value: number): void {
    if (value < 0) this.#write(`${path}:0|g\n${path}:${formatValue(value)}|g`, 2);
    else this.#write(`${path}:${formatValue(value)}|g`, 1);
  }

  #write(text: string, lines: number): void {
    if (!this.#lines.whole(Buffer.from(text, 'latin1'), lines)) this.#counts.linesDropped += lines;
  }

  #named(name: string): CustomName {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const made = segment(name);
    let named = this.#bySegment.get(made);
    if (named === undefined) {
      if (this.#bySegment.size >= NAME_LIMITS.transactionsPerServer) {
        this.#counts.overflow.custom++;
        return this.#other;
      }
      named = new CustomName(`${this.#base}${made}`);
      this.#bySegment.set(made, named);
    }
    this.#list.add(made, name);
    if (name.length <= MAX_CACHED_NAME && this.#byName.size < 2 * NAME_LIMITS.transactionsPerServer)
      this.#byName.set(name, named);
    return named;
  }
}

/** A value with other characters, or a long one: 64 bits of its hash tell it from others as well. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

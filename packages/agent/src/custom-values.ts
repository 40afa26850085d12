/** Counters, gauges and timings of the application's own, under `carpy.<app>.<server>.custom.<name>`. */
import { formatValue, NAME_LIMITS, ROOT, segment } from '@carpy/core';
import type { Counts } from './counts.ts';
import type { LineWriter } from './line-writer.ts';
import type { NameList } from './name-list.ts';

const MAX_CACHED_NAME = 512;

export class CustomValues {
  readonly #base: string;
  readonly #lines: LineWriter;
  readonly #list: NameList;
  readonly #counts: Counts;
  readonly #segments = new Set<string>();
  /** The start of a line, `<path>:`, by name. */
  readonly #heads = new Map<string, string>();

  /** `app` and `server` are segments, already made. */
  constructor(app: string, server: string, lines: LineWriter, list: NameList, counts: Counts) {
    this.#base = `${ROOT}.${app}.${server}.custom.`;
    this.#lines = lines;
    this.#list = list;
    this.#counts = counts;
  }

  counter(name: string, n: number): void {
    if (this.#finite(n)) this.#write(`${this.#head(name)}${formatValue(n)}|c`, 1);
  }

  /** StatsD reads a sign as a change, so a value below 0 is set by way of 0, in one datagram so that nothing comes between. */
  gauge(name: string, value: number): void {
    if (!this.#finite(value)) return;
    const head = this.#head(name);
    if (value < 0) this.#write(`${head}0|g\n${head}${formatValue(value)}|g`, 2);
    else this.#write(`${head}${formatValue(value)}|g`, 1);
  }

  timing(name: string, durationMs: number): void {
    if (!this.#finite(durationMs)) return;
    if (durationMs < 0) this.#counts.invalidValues++;
    else this.#lines.timing(Buffer.from(this.#head(name), 'latin1'), durationMs);
  }

  #finite(value: number): boolean {
    if (typeof value === 'number' && Number.isFinite(value)) return true;
    this.#counts.invalidValues++;
    return false;
  }

  #write(text: string, lines: number): void {
    if (!this.#lines.whole(Buffer.from(text, 'latin1'), lines)) this.#counts.linesDropped += lines;
  }

  #head(name: string): string {
    const known = this.#heads.get(name);
    if (known !== undefined) return known;
    const made = segment(name);
    if (!this.#segments.has(made)) {
      if (this.#segments.size >= NAME_LIMITS.transactionsPerServer) {
        this.#counts.overflow.custom++;
        return `${this.#base}other:`;
      }
      this.#segments.add(made);
    }
    this.#list.add(made, name);
    const head = `${this.#base}${made}:`;
    if (name.length <= MAX_CACHED_NAME && this.#heads.size < 2 * NAME_LIMITS.transactionsPerServer)
      this.#heads.set(name, head);
    return head;
  }
}

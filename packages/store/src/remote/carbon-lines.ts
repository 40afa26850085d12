/**
 * Carbon's plaintext: one `path value stamp` a line, gathered into chunks of some tens of kilobytes. A value that is no number gives no line.
 * Warm: six lines a timer and flush.
 */
import { apdexScore, COUNT, LOWER, MEDIAN, SUM, TIMER_COLUMN_COUNT, UPPER, UPPER_95 } from '@carpy/core';

const CHUNK_CHARS = 65_536;

export class CarbonLines {
  readonly #full: string[] = [];
  #chunk = '';
  points = 0;

  add(path: string, value: number, atS: number): void {
    if (!Number.isFinite(value)) return;
    this.#chunk += `${path} ${value} ${atS}\n`;
    this.points++;
    if (this.#chunk.length < CHUNK_CHARS) return;
    this.#full.push(this.#chunk);
    this.#chunk = '';
  }

  addTimer(path: string, columns: Float64Array, row: number, atS: number): void {
    const at = row * TIMER_COLUMN_COUNT;
    const count = columns[at + COUNT] as number;
    this.add(`${path}.count`, count, atS);
    this.add(`${path}.lower`, columns[at + LOWER] as number, atS);
    this.add(`${path}.mean`, (columns[at + SUM] as number) / count, atS);
    this.add(`${path}.median`, columns[at + MEDIAN] as number, atS);
    this.add(`${path}.upper`, columns[at + UPPER] as number, atS);
    this.add(`${path}.upper_95`, columns[at + UPPER_95] as number, atS);
  }

  addApdex(path: string, counts: Float64Array, row: number, atS: number): void {
    const [satisfied = 0, tolerating = 0, frustrated = 0] = counts.subarray(row * 3, row * 3 + 3);
    this.add(`${path}.satisfied`, satisfied, atS);
    this.add(`${path}.tolerating`, tolerating, atS);
    this.add(`${path}.frustrated`, frustrated, atS);
    this.add(`${path}.score`, apdexScore(satisfied, tolerating, frustrated), atS);
  }

  take(): readonly string[] {
    if (this.#chunk !== '') this.#full.push(this.#chunk);
    return this.#full;
  }
}

/** Request and answer of `POST /api/v1/import`. */
import type { RollUpMethod } from '@carpy/core';

/** One series of `POST /api/v1/import` {series: ImportSeries[]}. */
export interface ImportSeries {
  readonly name: string;
  /** How it rolls up; for series that are new. Default: by the configuration, else by the end of its name. */
  readonly method?: RollUpMethod;
  /** Share of slots that must hold a value, 0 to 1; with `method`. Default 0.5. */
  readonly xFilesFactor?: number;
  readonly archives: readonly ImportArchive[];
}

export interface ImportArchive {
  /** The seconds that each of its points stands for; 0: points of their own. */
  readonly stepS: number;
  /** Seconds since the epoch. */
  readonly atS: readonly number[];
  readonly values: readonly number[];
}

export interface ImportAnswer {
  readonly series: number;
  /** Points that were taken, and are durable. */
  readonly stored: number;
  /** Points older than what is kept, too far ahead, or of a series of another kind. */
  readonly rejected: number;
  readonly rejectedNames: readonly string[];
}

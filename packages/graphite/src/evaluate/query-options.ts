/** What a query asks besides its targets. */
export interface QueryOptions {
  /** The range (fromS, untilS], seconds since the epoch. */
  readonly fromS: number;
  readonly untilS: number;
  readonly nowS: number;
  /** Result points wanted; the source may answer a coarser tier. */
  readonly maxDataPoints?: number | undefined;
  /** For timeShift's alignDst; UTC when absent. */
  readonly timezone?: string | undefined;
  /** Least share of values in a bucket that must not be gaps, 0 to 1; 0 when absent. */
  readonly xFilesFactor?: number | undefined;
  /** Values for template(), by name; they go before those in the target. */
  readonly template?: Readonly<Record<string, string>> | undefined;
  /** Asked before each function and each fetch; throws what the query is to end with. */
  readonly check?: (() => void) | undefined;
}

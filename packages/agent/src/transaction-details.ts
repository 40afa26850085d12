/** What a hook knows of the request or job that a transaction is. Read when the transaction ends. */
export interface TransactionDetails {
  readonly kind: 'http' | 'job';
  /** `GET`. */
  readonly method?: string | undefined;
  /** `/users/:id`; a queue or topic for jobs. */
  readonly route?: string | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** When the headers of the response were sent, by the session's clock, ms. */
  readonly headersSentAtMs?: number | undefined;
  /** What was thrown, if something was. */
  readonly error?: unknown;
  /** A header of the request, by its name in small letters. */
  header?(name: string): string | undefined;
}

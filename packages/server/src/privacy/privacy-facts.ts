/** What the room of the records knows for the page on privacy. */

export interface PrivacyFacts {
  /** Places taken out since the start, by name of the pattern. */
  readonly redactedCounts: Readonly<Record<string, number>>;
  /** Keys of contexts that came since the start, kept or not, by app. */
  readonly contextKeys: readonly { readonly app: string; readonly keys: readonly string[] }[];
}

export interface PrivacyClient {
  privacy(): Promise<PrivacyFacts>;
}

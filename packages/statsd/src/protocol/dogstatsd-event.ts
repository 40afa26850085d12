/** An event as DogStatsD's clients send it (https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/?tab=events): kept as an annotation. */
export interface DogStatsdEvent {
  /** 1 to 4,096 characters. */
  readonly title: string;
  /** Up to 8,192 characters; `\n` written as two characters has become a newline. */
  readonly text: string;
  /** Epoch ms; undefined means now. */
  readonly atMs: number | undefined;
  readonly host: string | undefined;
  readonly aggregationKey: string | undefined;
  readonly priority: 'normal' | 'low';
  readonly source: string | undefined;
  readonly alertType: 'error' | 'warning' | 'info' | 'success';
  /** As sent: `key:value` or `word`. */
  readonly tags: readonly string[];
}

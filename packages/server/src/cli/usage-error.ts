/** What was typed is wrong, before any of it was acted on: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Who changed what, when: a list in the state, bounded. */
import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '@carpy/api';
import type { StateClient } from '../threads/clients.ts';
import { auditKey, auditPrefix } from './keys.ts';

export const AUDIT_LIMITS = { kept: 10_000, listed: 500, textChars: 1_000 } as const;
/** So many over the bound are let stay until they go together. */
const SLACK = 100;

export class AuditList {
  readonly #state: StateClient;
  /** As of this start; undefined until something is written. */
  #kept: number | undefined;

  constructor(state: StateClient) {
    this.#state = state;
  }

  /** Durable when it resolves. */
  async add(entry: AuditEntry): Promise<void> {
    const text = entry.text.slice(0, AUDIT_LIMITS.textChars);
    await this.#state.put(auditKey(entry.atMs, randomUUID()), { ...entry, text });
    this.#kept = (this.#kept ?? (await this.#state.list(auditPrefix)).length - 1) + 1;
    if (this.#kept > AUDIT_LIMITS.kept + SLACK) await this.#trim(this.#kept - AUDIT_LIMITS.kept);
  }

  /** The newest first. */
  async list(limit: number): Promise<readonly AuditEntry[]> {
    return (await this.#state.list<AuditEntry>(auditPrefix, { limit, reverse: true })).map(({ value }) => value);
  }

  async #trim(most: number): Promise<void> {
    const oldest = await this.#state.list<AuditEntry>(auditPrefix, { limit: most });
    await Promise.all(oldest.map(({ key }) => this.#state.remove(key)));
    this.#kept = (this.#kept ?? 0) - oldest.length;
  }
}

/** What is known of a request besides its times, as name and value. Pure. */
import type { StoredRecord } from '@carpy/core';
import { formatDuration } from '../../format/index.ts';

export function detailFacts(record: StoredRecord): readonly (readonly [name: string, value: string])[] {
  const facts: [string, string][] = [];
  const add = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined && value !== '') facts.push([name, String(value)]);
  };
  add('outcome', record.outcome);
  add('status', record.status);
  add('kind', record.kind);
  add('route', record.route);
  add('request id', record.requestId);
  add('trace id', record.traceId);
  add('error group', record.fingerprint);
  for (const [key, value] of Object.entries(record.context)) add(key.replace(/^header\./, ''), value);
  if (record.agentStartMs !== undefined && record.agentStartMs !== record.startMs) {
    const offMs = record.startMs - record.agentStartMs;
    add(
      'clock',
      `${record.server} is ${formatDuration(Math.abs(offMs))} ${offMs > 0 ? 'behind' : 'ahead'}; its times are corrected`,
    );
  }
  return facts;
}

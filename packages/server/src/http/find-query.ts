/** What find and expand share: the bound on a query, and which servers show. */
import { badRequest } from './errors.ts';
import type { GraphiteTimes } from './graphite-times.ts';

const MAX_QUERY_LENGTH = 4_096;
/** Servers silent for this long leave the lists. */
const SILENT_MS = 14 * 86_400_000;

export function checkQuery(query: string): void {
  if (query.length > MAX_QUERY_LENGTH)
    throw badRequest(`query: ${query.length} characters, at most ${MAX_QUERY_LENGTH} are taken`);
}

/** Who looks further back than that looks for servers that have been silent since. */
export const showsSilent = ({ nowMs, fromMs }: GraphiteTimes): boolean =>
  fromMs !== undefined && fromMs < nowMs - SILENT_MS;

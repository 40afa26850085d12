/** Groups with the counts of a range, as pages show them. */
import type { ErrorCells } from './error-cells.ts';
import type { ErrorGroup } from './error-group.ts';
import type { ErrorGroups } from './error-groups.ts';
import { type Buckets, groupCounts, namedCounts, type Tally, tallies } from './error-tally.ts';
import type { ErrorTexts } from './error-texts.ts';
import type { CountedGroup, ErrorListAnswer, ErrorListRequest } from './errors-client.ts';

/** Groups that were there in the range and match; the most frequent first. Texts are read of those on the page, and of those in which words are looked for. */
export async function listGroups(
  cells: ErrorCells,
  groups: ErrorGroups,
  texts: ErrorTexts,
  request: ErrorListRequest,
  spans: Buckets,
): Promise<Omit<ErrorListAnswer, 'noRecords' | 'dropped'>> {
  const { app, state, q, transaction, limit, factors } = request;
  const counts = groupCounts(cells, request, factors, transaction);
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const ofRange = (): ErrorGroup[] =>
    groups.of(app).filter((group) => counts.has(group.fingerprint) && (state === undefined || group.state === state));
  if (words.length > 0)
    await texts.read(
      app,
      ofRange().filter((group) => !hasWords(group, words)),
    );
  const found = ofRange().filter((group) => hasWords(group, words));
  const countOf = ({ fingerprint }: ErrorGroup): number => counts.get(fingerprint) ?? 0;
  found.sort((a, b) => countOf(b) - countOf(a) || b.lastSeenMs - a.lastSeenMs);
  const page = found.slice(0, limit);
  await texts.read(app, page);
  const shown = page.map((group) => groups.get(app, group.fingerprint) ?? group);
  const fingerprints = new Set(shown.map(({ fingerprint }) => fingerprint));
  const sums = tallies(cells, request, factors, spans, { fingerprints, transaction });
  const { startMs, bucketMs } = spans;
  return {
    startMs,
    bucketMs,
    groups: shown.map((group) => countedGroup(app, group, sums.get(group.fingerprint), spans.length)),
    total: found.length,
  };
}

function hasWords(
  { type, pattern, message = '', culprit = '', fingerprint }: ErrorGroup,
  words: readonly string[],
): boolean {
  if (words.length === 0) return true;
  const text = `${type}\n${pattern}\n${message}\n${culprit}\n${fingerprint}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** `app`: as it was asked for. Without a tally there was none in the range. */
export function countedGroup(app: string, group: ErrorGroup, tally: Tally | undefined, buckets: number): CountedGroup {
  const { fingerprint, type, pattern, culprit, message = pattern, state, firstSeenMs, lastSeenMs } = group;
  const { firstVersion, lastVersion, reopened } = group;
  return {
    fingerprint,
    app,
    type,
    pattern,
    message: message.split('\n', 1)[0] as string,
    ...(culprit === undefined ? {} : { culprit }),
    state,
    firstSeenMs,
    lastSeenMs,
    ...(firstVersion === undefined ? {} : { firstVersion }),
    ...(lastVersion === undefined ? {} : { lastVersion }),
    ...(reopened === true ? { reopened } : {}),
    count: Math.round(tally?.count ?? 0),
    exact: tally?.exact ?? true,
    transactions: namedCounts(tally?.transactions ?? new Map()),
    servers: namedCounts(tally?.servers ?? new Map()),
    versions: namedCounts(tally?.versions ?? new Map()),
    trend: (tally?.trend ?? new Array<number>(buckets).fill(0)).map(Math.round),
  };
}

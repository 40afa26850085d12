/** The newest text of groups that a start found without one: read from the records where somebody looks, once each. */
import type { StoredRecord } from '@carpy/core';
import { type ErrorGroup, withoutText, withText } from './error-group.ts';
import type { ErrorGroups } from './error-groups.ts';

/** Texts that one question reads at most, those of the groups seen last; the next question reads on. */
const READ_AT_ONCE = 1_000;

/** `latestOf` answers the record of a group's `latestId`, undefined where it is gone. */
export async function readTexts(
  groups: ErrorGroups,
  app: string,
  asked: readonly ErrorGroup[],
  latestOf: (group: ErrorGroup) => Promise<StoredRecord | undefined>,
): Promise<void> {
  const unread = asked.filter(({ message }) => message === undefined).sort((a, b) => b.lastSeenMs - a.lastSeenMs);
  for (const group of unread.slice(0, READ_AT_ONCE)) {
    const record = await latestOf(group);
    const now = groups.get(app, group.fingerprint);
    // Meanwhile a newer record may have come, or this one may have been removed.
    if (now !== undefined && now.message === undefined && now.latestId === group.latestId)
      groups.put(app, record === undefined ? withoutText(now) : withText(now, record));
    // Records that come have their turn.
    await new Promise((next) => setImmediate(next));
  }
}

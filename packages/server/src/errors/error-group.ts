/** One group of errors: what is known of it, and how a record or a person changes that. Pure; records may come in any order. */
import type { ErrorGroupChange, ErrorGroupState } from '@carpy/api';
import type { Fingerprint, StoredRecord } from '@carpy/core';
import { isVersionFrom } from './versions.ts';

/** The store's state keeps it, without its text. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly type: string;
  readonly pattern: string;
  readonly culprit?: string;
  /** Of the newest record, or the pattern where that was removed. Absent after a start, until somebody looks. */
  readonly message?: string;
  /** Of the newest record. */
  readonly latestId: string;
  readonly state: ErrorGroupState;
  /** Epoch ms, of all times. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly firstVersion?: string;
  readonly lastVersion?: string;
  /** When a person changed the state last. */
  readonly changedMs?: number;
  /** Resolved as of this version. */
  readonly resolvedInVersion?: string;
  /** Versions of the app that were known when it was resolved. */
  readonly knownVersions?: readonly string[];
  readonly reopened?: boolean;
}

const MAX_MESSAGE_CHARS = 1_000;

/** The newest record's own text is gone. */
export const withoutText = (group: ErrorGroup): ErrorGroup =>
  group.message === group.pattern ? group : { ...group, message: group.pattern };

export const withText = (group: ErrorGroup, record: StoredRecord): ErrorGroup => ({
  ...group,
  message: textOf(record),
});

/**
 * What is written: never the newest record's own text. Pages that a database lets go of keep what was in them until they are used again, and a record
 * that is removed must be in no file.
 */
export function asKept({ message: _message, ...kept }: ErrorGroup): ErrorGroup {
  return kept;
}

const textOf = ({ error }: StoredRecord): string => (error?.message ?? '').slice(0, MAX_MESSAGE_CHARS);

/** The group with one more record; `known` undefined for the first. */
export function withRecord(
  known: ErrorGroup | undefined,
  record: StoredRecord,
  describe: (record: StoredRecord) => Fingerprint,
): ErrorGroup {
  const { id, startMs, version, error } = record;
  const newest = {
    message: textOf(record),
    latestId: id,
    lastSeenMs: startMs,
  };
  if (known === undefined) {
    const { pattern, culprit } = describe(record);
    return {
      fingerprint: record.fingerprint ?? '',
      type: error?.type ?? '',
      pattern,
      ...(culprit === undefined ? {} : { culprit }),
      ...newest,
      state: 'open',
      firstSeenMs: startMs,
      ...(version === undefined ? {} : { firstVersion: version, lastVersion: version }),
    };
  }
  const later = startMs >= known.lastSeenMs;
  const earlier = startMs < known.firstSeenMs;
  const opens = known.state === 'resolved' && startMs > (known.changedMs ?? 0) && cameBack(known, version);
  if (!later && !earlier && !opens) return known;
  return {
    ...known,
    ...(later ? { ...newest, ...(version === undefined ? {} : { lastVersion: version }) } : {}),
    ...(earlier ? { firstSeenMs: startMs, ...(version === undefined ? {} : { firstVersion: version }) } : {}),
    ...(opens ? { state: 'open', reopened: true } : {}),
  };
}

/**
 * Whether an error of this version says that a resolved group is not: one of the version that was to mend it or of a later one; where none was
 * named, of any that was not known yet. Servers that still run an old version do not open it. Without versions every error does.
 */
function cameBack({ resolvedInVersion, knownVersions = [] }: ErrorGroup, version: string | undefined): boolean {
  if (version === undefined) return resolvedInVersion === undefined && knownVersions.length === 0;
  if (resolvedInVersion === undefined) return !knownVersions.includes(version);
  return isVersionFrom(version, resolvedInVersion, knownVersions);
}

/** `versions`: those known of the app now. */
export function changed(
  group: ErrorGroup,
  { action, version }: ErrorGroupChange,
  versions: readonly string[],
  nowMs: number,
): ErrorGroup {
  const { resolvedInVersion: _in, knownVersions: _known, reopened: _reopened, ...rest } = group;
  if (action !== 'resolve') return { ...rest, state: action === 'ignore' ? 'ignored' : 'open', changedMs: nowMs };
  return {
    ...rest,
    state: 'resolved',
    changedMs: nowMs,
    knownVersions: versions,
    ...(version === undefined ? {} : { resolvedInVersion: version }),
  };
}

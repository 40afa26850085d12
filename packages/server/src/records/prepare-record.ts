/** What is done to every record between reading and writing it: what should not be kept goes, errors get their group. */
import { type Fingerprint, fingerprintOf, type StoredRecord } from '@carpy/core';
import { redactRecord } from '../privacy/redact.ts';
import type { RedactionRules } from '../privacy/redaction-rules.ts';
import type { SourceMaps } from '../source-maps/source-maps.ts';

export type PrepareRecord = (record: StoredRecord) => StoredRecord;

/** The group of a record's error. */
export type GroupOf = (record: StoredRecord) => Fingerprint;

/** Redaction comes first: a fingerprint must not depend on what is taken out. */
export function recordPreparer(rules: RedactionRules, groupOf: GroupOf): PrepareRecord {
  return (record) => {
    rules.saw(record);
    const clean = redactRecord(record, rules);
    return clean.error === undefined ? clean : { ...clean, fingerprint: groupOf(clean).fingerprint };
  };
}

const NOTHING_KNOWN: Fingerprint = { fingerprint: '', pattern: '' };

/** By the stack as it was before the build, where maps are there. */
export const groupFinder =
  (maps?: Pick<SourceMaps, 'originals'>): GroupOf =>
  (record) =>
    record.error === undefined ? NOTHING_KNOWN : fingerprintOf(record.error, { original: maps?.originals(record) });

/** What is done to every record between reading and writing it: what should not be kept goes, errors get their group. */
import { fingerprintOf, type StoredRecord } from '@carpy/core';
import { redactRecord } from '../privacy/redact.ts';
import type { RedactionRules } from '../privacy/redaction-rules.ts';

export type PrepareRecord = (record: StoredRecord) => StoredRecord;

/** Redaction comes first: a fingerprint must not depend on what is taken out. */
export function recordPreparer(rules: RedactionRules): PrepareRecord {
  return (record) => {
    const clean = redactRecord(record, rules);
    return clean.error === undefined ? clean : { ...clean, fingerprint: fingerprintOf(clean.error).fingerprint };
  };
}

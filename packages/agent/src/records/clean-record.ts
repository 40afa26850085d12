/** Takes secrets and personal data out of a record before it leaves the process. */
import { type Redaction, type RequestRecord, redactedText, withTexts } from '@carpy/core';

const nothing = (): void => undefined;

/** The record itself where nothing is found. */
export const cleanRecord = (record: RequestRecord, redactions: readonly Redaction[]): RequestRecord =>
  redactions.length === 0
    ? record
    : withTexts(record, {
        text: (value) => redactedText(value, redactions, nothing),
        keeps: () => true,
        took: nothing,
      });

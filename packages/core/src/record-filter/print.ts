/** A filter as a query: `parseRecordQuery` reads the same filter from it. */
import { printRange } from './ranges.ts';
import type { RecordFilter } from './record-filter.ts';
import { quoted } from './tokens.ts';

export function printRecordFilter(filter: RecordFilter): string {
  return filter.is === 'all' ? '' : printed(filter);
}

function printed(filter: RecordFilter): string {
  switch (filter.is) {
    case 'all':
      // Within another filter: every record has an id.
      return 'id:*';
    case 'and':
      return filter.parts.map((part) => (part.is === 'or' ? `(${printed(part)})` : printed(part))).join(' ');
    case 'or':
      return filter.parts.map((part) => (part.is === 'and' ? `(${printed(part)})` : printed(part))).join(' or ');
    case 'not':
      return `-${filter.part.is === 'and' || filter.part.is === 'or' ? `(${printed(filter.part)})` : printed(filter.part)}`;
    case 'term':
      return `${filter.field}:${valueText(filter.pattern)}`;
    case 'context':
      return `context.${/^[^\s:"()]+$/.test(filter.key) ? filter.key : quoted(filter.key)}:${valueText(filter.pattern)}`;
    case 'range':
      return printRange(filter);
    case 'text':
      return textOf(filter.words);
  }
}

/** A pattern as it stands after a field's colon: without quotes where it would be read back whole. */
export function valueText(pattern: string): string {
  return /^[^\s()"]+$/.test(pattern) ? pattern : quoted(pattern);
}

function textOf(words: readonly string[]): string {
  const [word] = words;
  if (words.length === 1 && word !== undefined && !/^(and|or|not)$/.test(word)) return word;
  return quoted(words.join(' '));
}

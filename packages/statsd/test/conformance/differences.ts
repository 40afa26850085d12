/**
 * Every deliberate difference from StatsD 0.9.0 in what a line means; name-differences.ts has those in what is flushed. Our value is
 * asserted without a second implementation: `here` says in StatsD's own words what a line means to us, a second StatsD gets those words,
 * and our flush must be the one that it writes.
 */
import type { StatsdSettings } from '@carpy/statsd';
import { BAD_LINE, BAD_PART, isDecimal, isNumber, isType, type Part, printLine, readLine } from './line.ts';
import { allBad, names, nothingNew, parts, rates, renamed, unpacked, wholeWeight } from './rewrite.ts';

export interface LineDifference {
  readonly id: string;
  readonly what: string;
  readonly reason: string;
  /** It shows in nothing but the counts of lines and of bad ones. */
  readonly onlyCounted?: true;
  /** The line that means to StatsD what this one means here; the same line where they agree, '' for one that is read over. */
  readonly here: (line: string, settings: StatsdSettings) => string;
}

export const lineDifferences: readonly LineDifference[] = [
  {
    id: 'crlf',
    what: '`12|s\\r`, `a:1|c|#b\\r`, `\\r`',
    reason: '`\\r\\n` ends a line, always; there sets, tags and blank lines see the `\\r`',
    here: (line) => (line.endsWith('\r') ? line.slice(0, -1) : line),
  },
  {
    id: 'too-long',
    what: 'a line of more than 8,192 bytes',
    reason: 'every input has a bound',
    here: (line) => (Buffer.byteLength(line) > 8_192 ? BAD_LINE : line),
  },
  {
    id: 'events',
    what: 'DogStatsD’s events and service checks, `_e{5,4}:…`, `_sc|…`',
    reason: 'kept as annotations, and counted; there bad lines',
    onlyCounted: true,
    here: (line) => (/^(?:_e\{|_sc\|)/.test(line) ? nothingNew(line) : line),
  },
  {
    id: 'stamps',
    what: 'DogStatsD’s stamps, `a:1|g|T1656581400`',
    reason: 'a value of that time, which no flush takes up; there a bad line',
    onlyCounted: true,
    here: (line) => (/\|[cg](?:\|@[\d.]+)?\|T\d+$/.test(line) ? nothingNew(line) : line),
  },
  {
    id: 'no-name',
    what: '`:1|c`',
    reason: '`no_name`; there `stats.counters..count`, for which Graphite has no place',
    here: (line) => (line.startsWith(':') ? BAD_LINE : line),
  },
  {
    id: 'fields-after-tags',
    what: '`|#tags|@0.1`, `|#tags|c:…`, `|#tags|e:…`',
    reason: 'the rate, and DogStatsD’s fields read over; there part of the last tag',
    here(text) {
      const line = readLine(text);
      const [tags, ...fields] = line.tags?.split('|') ?? [];
      if (tags === undefined || fields.length === 0) return text;
      const rate = fields.find((field) => field.startsWith('@'));
      const withRate = (part: Part): Part =>
        rate === undefined || part.type === undefined || part.fields.length > 0 ? part : { ...part, fields: [rate] };
      return printLine({ ...line, tags, parts: line.parts.map(withRate) });
    },
  },
  {
    id: 'packed-values',
    what: '`a:1:2:3|ms`',
    reason: 'three values, as in DogStatsD 1.1; there two bad lines and a value',
    here: unpacked,
  },
  {
    id: 'timings',
    what: 'types `h` and `d`',
    reason: 'timings, as in DogStatsD; there counters',
    here: parts((part) => (isType(part, 'h', 'd') ? { ...part, type: 'ms' } : part)),
  },
  {
    id: 'unknown-type',
    what: 'any other unknown type',
    reason: '`unknown_type`, `no_type`: a mistake of the sender; there a counter',
    here: parts((part) => (part.type !== undefined && !isType(part, 'c', 'ms', 'g', 's') ? BAD_PART : part)),
  },
  {
    id: 'blank-before-set',
    what: '`a:foo| s`',
    reason: 'blanks around a type are no part of it; there only numbers are members then',
    here: parts((part) => (isType(part, 's') ? { ...part, type: 's' } : part)),
  },
  {
    id: 'member-proto',
    what: 'the member `__proto__` of a set',
    reason: 'a member like any other; there not counted',
    here: parts((part) => (isType(part, 's') && part.value === '__proto__' ? { ...part, value: '__ proto' } : part)),
  },
  {
    id: 'no-decimal',
    what: 'values `0x10`, `Infinity`, `1e400`, a single blank',
    reason: '`bad_value`, `no_value`; there numbers, and an Infinity spoils its series for good',
    here: parts((part) =>
      isType(part, 'c', 'ms', 'g') && isNumber(part.value) && !isDecimal(part.value.trim()) ? BAD_PART : part,
    ),
  },
  {
    id: 'negative-timing',
    what: '`a:-1| ms`',
    reason: '`negative`, however the type is written; there a timing of -1',
    here: parts((part) => (isType(part, 'ms') && Number(part.value) < 0 ? BAD_PART : part)),
  },
  {
    id: 'timing-too-large',
    what: 'a timing above 1e15 ms',
    reason: '`bad_value`: a sum of it would lose its milliseconds',
    here: parts((part) => (isType(part, 'ms') && Number(part.value) > 1e15 ? BAD_PART : part)),
  },
  {
    id: 'rate-exponent',
    what: '`@1e-1`',
    reason: 'rate 0.1, a decimal like any other; there rate 1',
    here: rates((rate) => (/^\d+e-\d+\s*$/i.test(rate) ? String(Number(rate)) : rate)),
  },
  {
    id: 'rate-out-of-range',
    what: '`@0`, `@0x10`, `@2`, `@0.0000000001`',
    reason: '`bad_rate`; there Infinity, or a count below 1 a value',
    here: rates((rate) => (isDecimal(rate.trim()) && Number(rate) <= 1 && Number(rate) >= 1e-9 ? rate : undefined)),
  },
  {
    id: 'whole-weight',
    what: '`@0.142857142857`',
    reason: 'weight 7: a client’s rounding is no fraction of an event; there 7.000000000007',
    here: rates(wholeWeight),
  },
  {
    id: 'empty-segments',
    what: '`.a..b.`',
    reason: '`a.b`: Graphite would keep both in one file',
    here: renamed('path'),
  },
  {
    id: 'tags-canonical',
    what: 'tags in another order, twice, or without a value',
    reason: 'one form for one set of tags: sorted, the later of two, `true`; there a series for each spelling',
    here: renamed('tags'),
  },
  {
    id: 'cleaned-keys',
    what: '`keyNameSanitize: false`',
    reason:
      'keys are cleaned before values are added up; there after, so that of two spellings one is lost in Graphite',
    here: renamed('cleaned'),
  },
  {
    id: 'bad-name',
    what: 'a name of nothing but dots and signs, or of more than 1,024 bytes',
    reason: '`bad_name`, `name_too_long`: Graphite has no place for the first, the second is past the bound',
    here: names((name, line) => ('bad' in name && name.bad !== 'tag' ? allBad(line) : line)),
  },
  {
    id: 'bad-tag',
    what: 'empty tags, more than 20 of them, or more than 256 bytes',
    reason: '`bad_tag`: Graphite refuses the first, the rest is past the bounds',
    here: names((name, line) => ('bad' in name && name.bad === 'tag' ? allBad(line) : line)),
  },
];

/** The line in StatsD's words, and which differences made it so. */
export function meaningHere(
  line: string,
  settings: StatsdSettings,
): { readonly line: string; readonly ids: readonly string[] } {
  const ids: string[] = [];
  let now = line;
  for (const { id, here } of lineDifferences) {
    const next = here(now, settings);
    if (next !== now) ids.push(id);
    now = next;
  }
  return { line: now, ids };
}

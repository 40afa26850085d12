/**
 * DogStatsD's events, `_e{<bytes of title>,<bytes of text>}:title|text|d:…|h:…|k:…|p:…|s:…|t:…|#tags`
 * (https://docs.datadoghq.com/extend/dogstatsd/datagram_shell). Lengths are UTF-8 bytes, so title and text may hold `|`. Fields that are
 * unknown or bad are read over, as Datadog's agent does.
 */
import { COLON, indexOf, PIPE, utf8 } from './bytes.ts';

/** An event as DogStatsD's clients send it: kept as an annotation. */
export interface DogStatsdEvent {
  /** 1 to 4,096 bytes. */
  readonly title: string;
  /** Up to 8,192 bytes. In title and text, `\n` written as two characters has become a newline. */
  readonly text: string;
  /** Epoch ms; undefined means now. */
  readonly atMs: number | undefined;
  readonly host: string | undefined;
  readonly aggregationKey: string | undefined;
  readonly priority: 'normal' | 'low';
  readonly source: string | undefined;
  readonly alertType: 'error' | 'warning' | 'info' | 'success';
  /** As sent: `key:value` or `word`. */
  readonly tags: readonly string[];
}

/** Longest line of an event: title, text and 4,096 bytes for the rest. */
export const MAX_EVENT_LINE_BYTES = 16_384;
const MAX_TITLE_BYTES = 4_096;
const MAX_TEXT_BYTES = 8_192;
const MAX_HEADER_BYTES = 16;
/** Seconds since the epoch that a Date can hold. */
const MAX_TIME_S = 8.64e12;
const UNDERSCORE = 95;
const LETTER_E = 101;
const BRACE = 123;
const HEADER = /^_e\{(\d{1,5}),(\d{1,5})\}$/;
const TIME = /^\d{1,13}$/;

/** Whether bytes[from, to) start as an event does. */
export const isEvent = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from >= 3 && bytes[from] === UNDERSCORE && bytes[from + 1] === LETTER_E && bytes[from + 2] === BRACE;

/** Reads the line bytes[from, to); undefined for a bad one. */
export function parseEvent(bytes: Uint8Array, from: number, to: number): DogStatsdEvent | undefined {
  const colon = indexOf(bytes, COLON, from, Math.min(to, from + MAX_HEADER_BYTES));
  const header = HEADER.exec(utf8(bytes, from, colon));
  if (header === null || bytes[colon] !== COLON) return undefined;
  const title = colon + 1;
  const titleEnd = title + Number(header[1]);
  const text = titleEnd + 1;
  const textEnd = text + Number(header[2]);
  if (titleEnd === title || titleEnd - title > MAX_TITLE_BYTES || textEnd - text > MAX_TEXT_BYTES) return undefined;
  if (textEnd > to || bytes[titleEnd] !== PIPE || (textEnd < to && bytes[textEnd] !== PIPE)) return undefined;
  const fields = readFields(textEnd < to ? utf8(bytes, textEnd + 1, to) : '');
  return { title: newlines(utf8(bytes, title, titleEnd)), text: newlines(utf8(bytes, text, textEnd)), ...fields };
}

const newlines = (text: string): string => text.replaceAll('\\n', '\n');

type Fields = Omit<DogStatsdEvent, 'title' | 'text'>;

function readFields(text: string): Fields {
  let fields: Fields = {
    atMs: undefined,
    host: undefined,
    aggregationKey: undefined,
    priority: 'normal',
    source: undefined,
    alertType: 'info',
    tags: [],
  };
  for (const field of text.split('|')) fields = { ...fields, ...readField(field) };
  return fields;
}

function readField(field: string): Partial<Fields> {
  if (field.startsWith('#'))
    return {
      tags: field
        .slice(1)
        .split(',')
        .filter((tag) => tag !== ''),
    };
  const value = field.slice(2);
  switch (field.slice(0, 2)) {
    case 'd:':
      return TIME.test(value) && Number(value) <= MAX_TIME_S ? { atMs: Number(value) * 1000 } : {};
    case 'h:':
      return { host: value };
    case 'k:':
      return { aggregationKey: value };
    case 's:':
      return { source: value };
    case 'p:':
      return value === 'low' || value === 'normal' ? { priority: value } : {};
    case 't:':
      return value === 'error' || value === 'warning' || value === 'info' || value === 'success'
        ? { alertType: value }
        : {};
    default:
      return {};
  }
}

/**
 * Whose separators, clock and zone. All formatters take a locale as their last argument and use the reader's by default, so that
 * one page never mixes two. Units are SI symbols in every language.
 */
export interface FormatLocale {
  /** BCP 47, `de-DE`. */
  readonly tag: string;
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
}

let current: FormatLocale | undefined;

/** The reader's locale and zone. */
export function readerLocale(): FormatLocale {
  if (current === undefined) {
    const resolved = new Intl.DateTimeFormat().resolvedOptions();
    const tag = typeof navigator === 'undefined' ? resolved.locale : navigator.language || resolved.locale;
    current = { tag, timeZone: resolved.timeZone };
  }
  return current;
}

/** Takes another zone or language for all formatters from now on (the `tz` of the URL); undefined takes the reader's back. */
export function setReaderLocale(locale: Partial<FormatLocale> | undefined): void {
  current = undefined;
  if (locale !== undefined) current = { ...readerLocale(), ...locale };
}

/** No-break space: a number and its unit never part. */
export const nbsp = '\u00a0';

/** Shown where there is no value. */
export const noValue = '–';

const numbers = new Map<string, Intl.NumberFormat>();

/** A number with this many decimals, grouped by the locale. Making an Intl formatter costs 50 µs and more, so they are kept. */
export function formatDecimals(value: number, decimals: number, locale: FormatLocale = readerLocale()): string {
  const key = `${locale.tag} ${decimals}`;
  let format = numbers.get(key);
  if (format === undefined) {
    // Some locales group only from five digits; a table column with both forms reads badly, so always.
    format = new Intl.NumberFormat(locale.tag, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: true,
    });
    numbers.set(key, format);
  }
  // -0 and what rounds to it are written "0".
  return format.format(Math.abs(value) < 0.5 / 10 ** decimals ? 0 : value);
}

/** Decimals that show three significant digits of a value of 1 or more, and two decimals below: 9.87, 98.7, 987, 0.98. */
export function threeDigitDecimals(value: number): number {
  const size = Math.abs(Number(value.toPrecision(3)));
  return size < 10 ? 2 : size < 100 ? 1 : 0;
}

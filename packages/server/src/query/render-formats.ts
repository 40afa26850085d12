/** What /render answers: the formats by name, and what is asked of the query room. */
import { type ChartOptions, formatTypes, isSeriesFormat, type SeriesFormatName } from '@carpy/graphite';

/** Drawn, not written. */
const PICTURES = { png: 'image/png', svg: 'image/svg+xml' } as const;

export type PictureFormat = keyof typeof PICTURES;
export type RenderFormat = PictureFormat | SeriesFormatName;

/** The first is what graphite-web answers unless told. */
export const renderFormats: readonly RenderFormat[] = [
  ...(Object.keys(PICTURES) as PictureFormat[]),
  ...(Object.keys(formatTypes) as SeriesFormatName[]),
];

export const isPicture = (format: RenderFormat): format is PictureFormat => !isSeriesFormat(format);

export const contentTypeOf = (format: RenderFormat): string =>
  isPicture(format) ? PICTURES[format] : formatTypes[format].contentType;

/** True where the answer can be wrapped in a call of the function that `jsonp` names. */
export const takesJsonp = (format: RenderFormat): boolean =>
  format === 'svg' || (!isPicture(format) && formatTypes[format].isJson);

export interface RenderRequest {
  readonly targets: readonly string[];
  readonly fromS: number;
  readonly untilS: number;
  readonly nowS: number;
  readonly maxDataPoints?: number | undefined;
  readonly noNullPoints?: boolean | undefined;
  /** Least share of values in a bucket that must not be gaps, 0 to 1. */
  readonly xFilesFactor?: number | undefined;
  /** Values of template(), by name. */
  readonly template?: Readonly<Record<string, string>> | undefined;
  /** IANA name. */
  readonly timezone: string;
  readonly format: RenderFormat;
  /** The function that the answer calls, for formats that take one. */
  readonly jsonp?: string | undefined;
  /** JSON spread over lines. */
  readonly pretty?: boolean | undefined;
  /** For pictures. */
  readonly chart?: ChartOptions | undefined;
}

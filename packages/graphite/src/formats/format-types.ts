/** The formats of series by name: what HTTP must know of them. Apart from the writers, so that who only names them does not load those. */

export interface FormatType {
  /** As graphite-web sends it. */
  readonly contentType: string;
  /** Its text is JSON: it can be spread over lines and wrapped in a call. */
  readonly isJson: boolean;
}

export type SeriesFormatName = 'json' | 'csv' | 'raw' | 'pickle' | 'msgpack' | 'dygraph' | 'rickshaw';

const JSON_TYPE: FormatType = { contentType: 'application/json', isJson: true };

export const formatTypes: Readonly<Record<SeriesFormatName, FormatType>> = {
  json: JSON_TYPE,
  csv: { contentType: 'text/csv', isJson: false },
  raw: { contentType: 'text/plain', isJson: false },
  pickle: { contentType: 'application/pickle', isJson: false },
  msgpack: { contentType: 'application/x-msgpack', isJson: false },
  dygraph: JSON_TYPE,
  rickshaw: JSON_TYPE,
};

export const isSeriesFormat = (name: string): name is SeriesFormatName => Object.hasOwn(formatTypes, name);

import type { Annotation } from '@carpy/api';
import { underBase } from '../router/base-path.ts';
import { endsNow } from '../state/range.ts';
import type { ViewQuery } from '../state/view-query.ts';
import { fetchJson } from './fetch-json.ts';
import type { QueryRequest } from './query.ts';
import { requestRange } from './young-apps.ts';

/** Deploys and other marks of an app in the range. */
export function annotationsRequest(
  app: string,
  asked: Pick<ViewQuery, 'from' | 'to' | 'live'>,
): QueryRequest<readonly Annotation[]> {
  const path = `api/v1/annotations?app=${encodeURIComponent(app)}`;
  return {
    key: `${path}&${asked.from}&${asked.to}`,
    subject: path,
    live: asked.live && endsNow(asked),
    load: (signal) => {
      const range = requestRange(app, asked);
      return fetchJson(underBase(`${path}&${new URLSearchParams({ from: range.from, to: range.to })}`), signal);
    },
  };
}

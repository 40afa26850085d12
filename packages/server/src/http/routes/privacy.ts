/** `GET /api/v1/privacy`: what of a request is kept and what is taken out, for people to read. */
import type { PrivacyAnswer } from '@carpy/api';
import { REDACTIONS } from '@carpy/core';
import { KEPT_FIELDS } from '../../privacy/kept-fields.ts';
import type { HttpDeps } from '../deps.ts';
import type { Route } from '../route.ts';

export function privacyRoute(deps: HttpDeps): Route {
  return {
    path: '/api/v1/privacy',
    methods: {
      GET: async (c) => {
        const { redact, redactPatterns, recordsContext, recordsRetentionMs } = deps.config;
        const { redactedCounts, contextKeys } = await deps.privacy.privacy();
        const answer: PrivacyAnswer = {
          retentionMs: recordsRetentionMs,
          patterns: [
            ...REDACTIONS.map(({ name, example, replacement }) => ({
              name,
              example,
              replacement: replacement.replace('$1', ''),
              on: redact.includes(name),
            })),
            ...redactPatterns.map(({ name, pattern }) => ({
              name,
              example: pattern,
              replacement: `<${name}>`,
              on: true,
            })),
          ],
          fields: KEPT_FIELDS,
          contextKeys,
          allowedContext: recordsContext,
          redactedCounts,
        };
        return c.json(answer, 200, { 'Cache-Control': 'no-store' });
      },
    },
  };
}

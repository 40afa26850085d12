/** `GET /api/v1/audit`: who changed what, the newest first. */
import { AUDIT_LIMITS, type AuditList } from '../../state/audit.ts';
import type { Route } from '../route.ts';

export function auditRoute(audit: AuditList): Route {
  return {
    path: '/api/v1/audit',
    methods: {
      GET: async (c) => c.json(await audit.list(AUDIT_LIMITS.listed), 200, { 'Cache-Control': 'no-store' }),
    },
  };
}

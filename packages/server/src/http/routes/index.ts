/** Every route of the server. Adding one is adding a file here; a test compares this list with the folder. */
import { AnnotationWriter } from '../../state/annotations.ts';
import { AuditList } from '../../state/audit.ts';
import type { HttpDeps } from '../deps.ts';
import type { RequestCounts } from '../request-counts.ts';
import type { Route } from '../route.ts';
import { annotationRoutes } from './annotations.ts';
import { appsRoute } from './apps.ts';
import { auditRoute } from './audit.ts';
import { errorRoutes } from './errors.ts';
import { eventRoutes } from './events.ts';
import { expandRoute } from './expand.ts';
import { findRoute } from './find.ts';
import { functionRoutes } from './functions.ts';
import { healthzRoute } from './healthz.ts';
import { heatmapRoute } from './heatmap.ts';
import { helloRoute } from './hello.ts';
import { importRoute } from './import.ts';
import { liveRoute } from './live.ts';
import { metadataRoutes } from './metadata.ts';
import { metricsRoute } from './metrics.ts';
import { metricsIndexRoute } from './metrics-index.ts';
import { overviewRoute } from './overview.ts';
import { privacyRoute } from './privacy.ts';
import { readyzRoute } from './readyz.ts';
import { recordDetailRoute } from './record-detail.ts';
import { recordExportRoute } from './record-export.ts';
import { recordPointsRoute } from './record-points.ts';
import { recordsRoute } from './records.ts';
import { renderRoute } from './render.ts';
import { seriesRoutes } from './series.ts';
import { sourceMapRoutes } from './source-maps.ts';
import { statusRoute } from './status.ts';
import { tagRoutes } from './tags.ts';
import { transactionRoute } from './transaction.ts';
import { transactionsRoute } from './transactions.ts';
import { versionRoute } from './version.ts';

export function routesOf(deps: HttpDeps, counts: RequestCounts): readonly Route[] {
  const annotations = new AnnotationWriter(deps.store.state);
  const audit = new AuditList(deps.store.state);
  return [
    healthzRoute(),
    readyzRoute(deps),
    metricsRoute(deps, counts),
    versionRoute(),
    renderRoute(deps),
    findRoute(deps),
    expandRoute(deps),
    metricsIndexRoute(deps),
    ...metadataRoutes(deps),
    ...tagRoutes(deps),
    ...eventRoutes(deps, annotations),
    ...functionRoutes(deps),
    statusRoute(deps),
    liveRoute(deps),
    helloRoute(deps, annotations),
    recordsRoute(deps, audit),
    recordPointsRoute(deps),
    recordExportRoute(deps),
    recordDetailRoute(deps),
    ...errorRoutes(deps, audit),
    ...sourceMapRoutes(deps, audit),
    auditRoute(audit),
    privacyRoute(deps),
    ...annotationRoutes(deps, annotations),
    ...seriesRoutes(deps),
    importRoute(deps),
    appsRoute(deps),
    overviewRoute(deps),
    transactionsRoute(deps),
    transactionRoute(deps),
    heatmapRoute(deps),
  ];
}

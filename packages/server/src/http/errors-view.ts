/** Groups of errors with what the metrics and the deploys of a range say of them. */
import type { ErrorGroupAnswer, ErrorGroupRow, ErrorGroupState, ErrorsAnswer, TransactionsAnswer } from '@carpy/api';
import { CarpyError, isCarpyError, type StoredRecord } from '@carpy/core';
import { type ErrorCounts, errorCounts } from '../errors/error-counts.ts';
import { transactionSegment } from '../errors/error-tally.ts';
import type { CountedGroup, ErrorScope } from '../errors/errors-client.ts';
import { recordRow } from '../records/record-row.ts';
import { listAnnotations } from '../state/annotations.ts';
import { DEPLOY_TAG } from '../state/deploys.ts';
import type { HttpDeps } from './deps.ts';

const MINUTE_MS = 60_000;
const BUCKETS = 60;
/** Of the metrics: the finest steps there are, so that both ends of the range are where they should be. */
const POINTS = 1_000;
const LISTED = 200;
const SAMPLES = 20;
/** An app that was not watched for so long before a deploy has no errors that are known to be old: none is told to be new. */
const WATCHED_MS = 600_000;
const MESSAGES = 5;

export interface ErrorsQuestion extends ErrorScope {
  readonly state: ErrorGroupState | undefined;
  readonly q: string;
  /** As displayed. */
  readonly transaction: string | undefined;
}

export async function errorsAnswer(
  deps: HttpDeps,
  question: ErrorsQuestion,
  signal: AbortSignal,
): Promise<ErrorsAnswer> {
  const { fromMs, toMs, transaction } = question;
  const only = transaction === undefined ? undefined : transactionSegment(transaction);
  const facts = await rangeFacts(deps, question, signal, only);
  const { groups, total, startMs, bucketMs, dropped, noRecords } = await deps.errors.list({
    ...question,
    transaction: only,
    factors: facts.factors,
    limit: LISTED,
    buckets: BUCKETS,
  });
  const { errorCount, requestCount } = facts;
  const rows = groups.map((group) => rowOf(group, facts));
  const more = dropped === 0 ? { noRecords } : { dropped, noRecords };
  return { fromMs, toMs, startMs, bucketMs, groups: rows, total, errorCount, requestCount, ...more };
}

/** Throws CARPY_NOT_FOUND. */
export async function errorGroupAnswer(
  deps: HttpDeps,
  scope: ErrorScope,
  fingerprint: string,
  signal: AbortSignal,
): Promise<ErrorGroupAnswer> {
  const facts = await rangeFacts(deps, scope, signal);
  const found = await deps.errors.group({
    ...scope,
    fingerprint,
    factors: facts.factors,
    samples: SAMPLES,
    buckets: BUCKETS,
  });
  if (found === undefined) throw noGroup(scope.app, fingerprint);
  const { startMs, bucketMs, group, samples } = found;
  const [latest] = samples;
  return {
    fromMs: scope.fromMs,
    toMs: scope.toMs,
    startMs,
    bucketMs,
    group: rowOf(group, facts),
    messages: latestTexts(samples),
    samples: samples.map(recordRow),
    ...(latest === undefined ? {} : { latest: { record: latest, frames: await deps.sourceMaps.frames(latest) } }),
  };
}

export const noGroup = (app: string, fingerprint: string): CarpyError =>
  new CarpyError('CARPY_NOT_FOUND', `app ${app} has no group of errors ${fingerprint.slice(0, 60)}`);

interface RangeFacts extends ErrorCounts {
  /** The newest of the range, where errors before it are known. */
  readonly deploy: { readonly whenMs: number; readonly version: string } | undefined;
}

/** `only`: counts of one transaction, its segment. */
async function rangeFacts(deps: HttpDeps, scope: ErrorScope, signal: AbortSignal, only?: string): Promise<RangeFacts> {
  const { app, fromMs, toMs } = scope;
  const [recorded, metrics, deploys] = await Promise.all([
    deps.errors.recorded(scope),
    transactionsOf(deps, scope, signal),
    listAnnotations(deps.store.state, {
      fromMs,
      toMs,
      app,
      matches: ({ app: of, version, tags }) => of === app && version !== null && tags.includes(DEPLOY_TAG),
    }),
  ]);
  const last = deploys.at(-1);
  const isWatched = last !== undefined && last.whenMs - (recorded.oldestMs ?? last.whenMs) >= WATCHED_MS;
  return {
    ...errorCounts(recorded, metrics, only),
    deploy: isWatched ? { whenMs: last.whenMs, version: last.version as string } : undefined,
  };
}

/** Whole minutes, as errors are counted in; undefined for an app that has no metrics. */
async function transactionsOf(
  deps: HttpDeps,
  { app, fromMs, toMs, servers }: ErrorScope,
  signal: AbortSignal,
): Promise<TransactionsAnswer | undefined> {
  const nowMs = deps.clock();
  const range = {
    fromMs: Math.floor(fromMs / MINUTE_MS) * MINUTE_MS,
    toMs: Math.min(Math.ceil(toMs / MINUTE_MS) * MINUTE_MS, Math.max(toMs, nowMs)),
    live: false,
  };
  try {
    return await deps.query.run('transactions', { app, servers, range, maxPoints: POINTS, nowMs }, signal);
  } catch (e) {
    if (isCarpyError(e) && e.code === 'CARPY_NOT_FOUND') return undefined;
    throw e;
  }
}

function rowOf(group: CountedGroup, { requestCount, deploy }: RangeFacts): ErrorGroupRow {
  return {
    ...group,
    shareOfRequests: requestCount === 0 ? null : Math.min(1, group.count / requestCount),
    ...(deploy !== undefined && group.firstSeenMs >= deploy.whenMs ? { newSince: deploy.version } : {}),
  };
}

function latestTexts(samples: readonly StoredRecord[]): ErrorGroupAnswer['messages'] {
  const texts = new Map<string, number>();
  for (const { error, startMs } of samples) {
    if (texts.size === MESSAGES) break;
    if (error !== undefined && !texts.has(error.message)) texts.set(error.message, startMs);
  }
  return [...texts].map(([text, atMs]) => ({ text, atMs }));
}

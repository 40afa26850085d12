// The request log's own engine. Sealing has a thread of its own, as in the server.
import { Worker } from 'node:worker_threads';
import { parseRecordQuery } from '@carpy/core';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { PAGE } from './questions.mjs';

const HISTOGRAM_BUCKETS = 120;

export async function openEngine(dir, { fromMs, untilMs }) {
  let nowMs = fromMs;
  const seals = sealThread();
  const records = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: () => nowMs,
    seal: seals.seal,
  });
  return {
    async append(batch) {
      nowMs = batch.atMs;
      const { stored } = await records.append(batch);
      if (stored !== batch.records.length) throw new Error(`${stored} of ${batch.records.length} were stored`);
    },
    settle: () => records.maintain(),
    async finish() {
      await records.seal();
      const { faults } = records.status();
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
    /** Answers how many there are on the page, or how many match. */
    async ask(question) {
      const { app, order = 'newest', counts = false } = question;
      const answer = await records.search({
        app,
        filter: parseRecordQuery(queryOf(question)),
        fromMs: fromMs - 1_000,
        untilMs,
        order,
        limit: counts ? 0 : PAGE,
        cursor: undefined,
        facetValues: counts ? 10 : 0,
        bucketMs: counts ? Math.ceil((untilMs - fromMs) / HISTOGRAM_BUCKETS) : 0,
      });
      return counts ? answer.matched : answer.records.length;
    },
    async close() {
      await records.close();
      await seals.end();
    },
  };
}

/** Started with the first job. */
function sealThread() {
  let worker;
  return {
    seal: (job) =>
      new Promise((resolve, reject) => {
        worker ??= new Worker(new URL('seal-thread.mjs', import.meta.url), {
          resourceLimits: { maxYoungGenerationSizeMb: 2 },
        });
        worker.once('message', (failure) => (failure === undefined ? resolve() : reject(new Error(failure))));
        worker.postMessage(job);
      }),
    end: () => worker?.terminate(),
  };
}

function queryOf({ transaction, aboveMs, words, traceId, outcome }) {
  return [
    transaction && `transaction:"${transaction}"`,
    aboveMs && `duration:>${aboveMs}ms`,
    traceId && `trace:${traceId}`,
    outcome && `outcome:${outcome}`,
    ...(words ?? []),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

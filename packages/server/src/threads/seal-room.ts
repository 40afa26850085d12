/**
 * A seal room: sealing and merging run in a thread of their own, started when there is work and ended when there is none, so that neither
 * a flush nor a query ever waits for compression, and its memory goes with it.
 */
import { Worker } from 'node:worker_threads';
import { CarpyError } from '@carpy/core';
import type { RecordsSealJob, RunJob, SealRecords } from '@carpy/store';
import { type RpcClient, rpcClient } from './rpc.ts';
import { fileOf, lean } from './thread-file.ts';

/** Ended when it had nothing to do for so long: the merges of one round follow each other at once. */
const IDLE_MS = 5_000;

export type SealMethods = {
  run: { argument: Parameters<RunJob>[0]; answer: Awaited<ReturnType<RunJob>> };
  sealRecords: { argument: RecordsSealJob; answer: undefined };
};

export interface SealRoom {
  readonly run: RunJob;
  readonly sealRecords: SealRecords;
  close(): Promise<void>;
}

interface Started {
  readonly worker: Worker;
  readonly rpc: RpcClient<SealMethods>;
}

/** `startThread`: tests give their own. */
export function sealRoom(startThread: () => Worker = sealThread): SealRoom {
  let started: Started | undefined;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Started => {
    const worker = startThread();
    const rpc = rpcClient<SealMethods>(worker);
    const mine: Started = { worker, rpc };
    let why = 'its thread ended';
    worker.on('error', (e: Error) => {
      why = e.message;
    });
    worker.on('exit', () => {
      if (started === mine) started = undefined;
      rpc.fail(new CarpyError('CARPY_STORE_FAILED', `sealing stopped: ${why}`));
    });
    return mine;
  };
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const { worker } = started ?? {};
    started = undefined;
    await worker?.terminate();
  };

  const work = async <T>(call: (rpc: RpcClient<SealMethods>) => Promise<T>): Promise<T> => {
    clearTimeout(idle);
    started ??= start();
    const { worker, rpc } = started;
    worker.ref();
    try {
      return await call(rpc);
    } finally {
      if (rpc.pending === 0 && started?.worker === worker) {
        // It must not hold up the end of the thread that asks.
        worker.unref();
        clearTimeout(idle);
        idle = setTimeout(() => void end(), IDLE_MS);
        idle.unref();
      }
    }
  };

  return {
    run: (job) => work((rpc) => rpc.call('run', job)),
    sealRecords: (job) => work((rpc) => rpc.call('sealRecords', job)),
    close: end,
  };
}

const sealThread = (): Worker => new Worker(fileOf('seal-thread'), { name: 'carpy-seal', resourceLimits: lean });

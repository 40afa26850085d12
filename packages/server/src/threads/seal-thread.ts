/** The thread of a seal room: runs jobs of the store or of the request log, one at a time. */
import { constants, getPriority, setPriority } from 'node:os';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { nodeFiles, runJob, sealRecords } from '@carpy/store';
import { serveRpc } from './rpc.ts';
import type { SealMethods } from './seal-room.ts';

/** Nicer by so much: where cores are scarce, packets, flushes and reads go first, and sealing still gets its share. */
const NICER = 5;

// On Linux a priority is a thread's own; elsewhere it would be the whole process'.
if (process.platform === 'linux') setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + NICER));
serveRpc<SealMethods>(parentPort as MessagePort, {
  run: (job) => runJob(job, nodeFiles),
  sealRecords: async (job) => {
    await sealRecords(job, nodeFiles);
    return undefined;
  },
});

/** The thread of the seal room: runs jobs of the store, one at a time. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { nodeFiles, runJob } from '@carpy/store';
import { serveRpc } from './rpc.ts';
import type { SealMethods } from './seal-room.ts';

serveRpc<SealMethods>(parentPort as MessagePort, { run: (job) => runJob(job, nodeFiles) });

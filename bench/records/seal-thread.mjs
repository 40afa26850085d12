// Seals what the engine hands over, one job at a time, as the server's thread does.
import { parentPort } from 'node:worker_threads';
import { nodeFiles, sealRecords } from '@carpy/store';

parentPort.on('message', async (job) => {
  const failure = await sealRecords(job, nodeFiles).then(
    () => undefined,
    (e) => String(e.stack ?? e),
  );
  parentPort.postMessage(failure);
});

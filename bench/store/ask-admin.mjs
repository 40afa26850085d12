// A thread of ingest-pause.mjs: asks the admin port for its health, again and again, and tells how long each answer took, and by how much its
// own pause before the next question came to be too long, ms.
import { once } from 'node:events';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const PAUSE_MS = 1;

const socket = connect(workerData, '127.0.0.1');
socket.setNoDelay(true);
await once(socket, 'connect');
for (;;) {
  const askedMs = performance.now();
  socket.write('health\n');
  await once(socket, 'data');
  const answeredMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  parentPort.postMessage({ waitMs: answeredMs - askedMs, lateMs: performance.now() - answeredMs - PAUSE_MS });
}

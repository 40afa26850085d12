// Feeds a server over carbon's plaintext and waits until all points are in.
import { once } from 'node:events';
import { connect } from 'node:net';
import { wait } from '../carpy-process.mjs';

export async function feed(serve, buffers) {
  const before = await taken(serve.url);
  let points = 0;
  const socket = connect(serve.ports.carbon, '127.0.0.1');
  await once(socket, 'connect');
  for (const bytes of buffers) {
    for (const byte of bytes) if (byte === 10) points++;
    if (!socket.write(bytes)) await once(socket, 'drain');
  }
  socket.end();
  socket.resume();
  await once(socket, 'close');
  while ((await taken(serve.url)) < before + points) await wait(200);
  return points;
}

async function taken(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^carpy_ingest_carbon_points_total (\d+)/m.exec(text)?.[1] ?? 0);
}

/** Sends datagrams over loopback so that a slow reader loses none: in small bursts, each only when the reader's queue is empty. */
import { createSocket, type Socket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** 64 datagrams of a packet's size take some 150 KB of the kernel's default receive buffer of 208 KB. */
const BURST = 64;
/** Where the kernel does not tell how full the queue is. */
const BLIND_PAUSE_MS = 30;

export async function sendPaced(port: number, packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  try {
    for (let at = 0; at < packets.length; at += BURST) {
      await Promise.all(packets.slice(at, at + BURST).map((packet) => send(socket, port, packet)));
      await readerIsIdle(port);
    }
  } finally {
    socket.close();
  }
}

const send = (socket: Socket, port: number, packet: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) =>
    socket.send(packet, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error))),
  );

async function readerIsIdle(port: number): Promise<void> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  for (;;) {
    const table = await readFile('/proc/net/udp', 'latin1').catch(() => undefined);
    if (table === undefined) return sleep(BLIND_PAUSE_MS);
    const row = table.split('\n').find((line) => line.slice(0, 25).includes(local));
    // Columns: sl, local, remote, state, tx_queue:rx_queue …
    const queued = row?.trim().split(/\s+/)[4]?.split(':')[1];
    if (queued === undefined || Number.parseInt(queued, 16) === 0) return;
    await sleep(1);
  }
}

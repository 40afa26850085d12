/**
 * Carbon's pickle listener: TCP on each host, frames of at most 1 MiB. A frame that says it is longer ends its client, as in carbon: nobody
 * knows where the next one begins. An HTTP request is such a frame, so no web page can send points here.
 */
import { FrameSplitter } from './frame-splitter.ts';
import type { CarbonListener, CarbonOptions } from './listen.ts';
import { openOnHosts } from './open-on-hosts.ts';
import { PicklePoints } from './pickle-points.ts';
import { type ClientTaker, TcpClients } from './tcp-clients.ts';

export const MAX_FRAME_BYTES: number = 1024 * 1024;
/** What unfinished frames of all clients may take together. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Of a frame that is refused, for the samples. */
const SAMPLE_BYTES = 64;

/** Throws CARPY_PORT_IN_USE when the port is taken on one of the hosts. */
export async function listenCarbonPickle(options: CarbonOptions): Promise<CarbonListener> {
  const { hosts, port, points, nowMs, ...limits } = options;
  const frames = new PicklePoints(points, nowMs);
  const budget = { leftBytes: KEPT_BYTES };
  const takerOf = (): ClientTaker => {
    const splitter = new FrameSplitter(frames, MAX_FRAME_BYTES, budget);
    return {
      chunk(bytes) {
        const fault = splitter.chunk(bytes);
        if (fault === 'too_long') frames.tooLong(bytes, 0, Math.min(bytes.length, SAMPLE_BYTES));
        if (fault === 'no_room')
          points.drops.add('buffer_full', nowMs(), bytes, 0, Math.min(bytes.length, SAMPLE_BYTES));
        return fault === undefined;
      },
      ended() {
        const left = splitter.unfinished > 0;
        splitter.release();
        return left;
      },
    };
  };
  const opened = await openOnHosts(
    { hosts, port, taken: "carbon's pickles is taken; give another with --carbon-pickle-port" },
    () => {
      const clients = new TcpClients(limits, takerOf);
      return { clients, openOn: (host: string, at: number) => clients.listen(host, at), close: () => clients.close() };
    },
  );
  const { clients } = opened.sockets;
  return { port: opened.port, hosts: opened.hosts, counts: () => clients.counts(), close: () => clients.close() };
}

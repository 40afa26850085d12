/** The HTTP application over a real store in a folder of its own, queries answered in this thread. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { SeriesDeclaration } from '@carpy/core';
import { openEmbedded } from '@carpy/store';
import { execute } from '../../src/query/execute.ts';
import type { QueryClient } from '../../src/query/query-client.ts';
import { serveStore, storeClient, WriteHealth } from '../../src/threads/store-room.ts';
import { type Harness, harness, NOW_MS } from './http-deps.ts';

export interface GraphiteServer extends Harness {
  close(): Promise<void>;
}

/** Each name has one point, at the newest whole slot before NOW_MS. `name kind` where the kind is not plain: counter, timer, apdex. */
export async function graphiteServer(names: readonly string[]): Promise<GraphiteServer> {
  const dir = await mkdtemp(join(tmpdir(), 'carpy-graphite-'));
  const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => NOW_MS });
  const atS = Math.floor(NOW_MS / 10_000) * 10;
  const declared = names.map((text, id): SeriesDeclaration => {
    const [name = '', kind = 'plain'] = text.split(' ');
    return { id, name, kind: kind as SeriesDeclaration['kind'] };
  });
  const ids = (kind: string): Uint32Array => Uint32Array.from(declared.filter((d) => d.kind === kind).map((d) => d.id));
  const [plain, timers, apdex] = [ids('plain'), ids('timer'), ids('apdex')];
  const writer = store.series.openWriter();
  await writer.flush({
    slotS: atS,
    stepS: 10,
    coveredMs: 10_000,
    declared,
    timers: {
      ids: timers,
      columns: new Float64Array(6 * timers.length).fill(1),
      sketches: new Uint8Array(),
      sketchEnds: new Uint32Array(timers.length),
    },
    apdex: { ids: apdex, counts: new Float64Array(3 * apdex.length).fill(1) },
    values: { ids: new Uint32Array(), values: new Float64Array() },
  });
  await writer.points({
    declared: [],
    ids: plain,
    atS: new Float64Array(plain.length).fill(atS),
    values: new Float64Array(plain.length).fill(7),
  });
  const { port1, port2 } = new MessageChannel();
  serveStore(port1, store, new WriteHealth(() => undefined));
  const reader = storeClient(port2);
  const query: QueryClient = {
    run: (kind, request) => execute(kind, request, { reader, state: reader.state }),
  };
  return {
    ...(await harness({ deps: { store: reader, query } })),
    async close() {
      port1.close();
      port2.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What the remote engine needs of the engine beside it: a state, a window, a status, and a writer that notes which windows it took up. */
import { CarpyError } from '@carpy/core';
import type { Store } from '../../src/store.ts';

export interface InnerStore extends Store {
  readonly takenUp: string[];
  readonly isClosed: () => boolean;
}

export function innerStore(): InnerStore {
  const takenUp: string[] = [];
  let closed = false;
  const refuse = (): never => {
    throw new CarpyError('CARPY_INTERNAL', 'the remote engine asked the engine beside it for series');
  };
  const nothing = { stored: 0, rejected: 0, rejectedNames: [] };
  const tiers = [{ stepS: 10, retentionS: 86_400 }];
  return {
    takenUp,
    isClosed: () => closed,
    groups: new Set(['series', 'timers', 'state'] as const),
    series: {
      openWriter: () => ({
        async flush(batch) {
          if (batch.timers.ids.length + batch.apdex.ids.length + batch.values.ids.length > 0) refuse();
          takenUp.push(batch.takesUp as string);
          return nothing;
        },
        points: refuse,
      }),
      find: refuse,
      resolve: refuse,
      resolveRecords: refuse,
      findByTags: refuse,
      completeTags: refuse,
      tagValues: refuse,
      paths: refuse,
      aggregationOf: refuse,
      count: refuse,
      remove: refuse,
      rename: refuse,
      read: refuse,
    },
    state: { get: () => undefined, put: async () => undefined, remove: async () => undefined, list: () => [] },
    window: { read: () => undefined, keep: async () => undefined },
    status: () => ({
      engine: 'inner',
      tiers,
      schemas: [{ tiers, series: 0 }],
      seriesCount: 0,
      diskBytes: 12,
      disk: undefined,
      firstSlotS: undefined,
      lastSlotS: undefined,
      faults: [],
    }),
    async close() {
      closed = true;
    },
  };
}

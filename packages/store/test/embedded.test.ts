import { onTestFinished } from 'vitest';
import { type EmbeddedStore, openEmbedded } from '../src/index.ts';
import { conformance } from './conformance.ts';
import { folder } from './folder.ts';

conformance('embedded', async (clock) => {
  const dir = await folder();
  const open = async (): Promise<EmbeddedStore> => {
    const store = await openEmbedded({ dir, flushIntervalMs: 10_000, clock: () => clock.nowS * 1000 });
    onTestFinished(() => store.close());
    return store;
  };
  const store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return open();
    },
    settle: (opened) => (opened as EmbeddedStore).settle(),
  };
});

/** AsyncLocalStorage as the agent takes it from Node 24 on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CarryingStorage } from './scope-storage.ts';

export class LightStorage<T> extends AsyncLocalStorage<T | undefined> implements CarryingStorage<T> {
  /** Takes away what a request before this one left on the same connection. */
  rest(): void {
    if (this.getStore() !== undefined) this.enterWith(undefined);
  }
}

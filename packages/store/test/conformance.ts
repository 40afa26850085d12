/** What every engine must do, whatever it is made of. Engines' tests call this with an opener of an empty store under the clock given. */
import type { Store } from '../src/index.ts';
import { seriesConformance } from './conformance-series.ts';
import { stateConformance } from './conformance-state.ts';
import { timeConformance } from './conformance-time.ts';
import type { Clock } from './folder.ts';

export interface Opened {
  readonly store: Store;
  /** Closes the store and opens it again over the same data. */
  reopen(): Promise<Store>;
  /** Resolves when everything that the clock makes due is done. */
  settle(store: Store): Promise<void>;
}

/** Opens an empty store. */
export type Opener = (clock: Clock) => Promise<Opened>;

export function conformance(name: string, open: Opener): void {
  seriesConformance(name, open);
  timeConformance(name, open);
  stateConformance(name, open);
}

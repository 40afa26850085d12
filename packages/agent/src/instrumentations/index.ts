/** All instrumentations, in the order in which they are enabled. A test holds this list equal to the folder. */
import type { Instrumentation } from './instrumentation.ts';

export const instrumentations: readonly Instrumentation[] = [];

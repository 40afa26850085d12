/** The demo's application: a shop and its load. `main.ts` is what runs; this is what others may know of it. */
export { type Conditions, conditionsAt } from './scenario.ts';

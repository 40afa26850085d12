/**
 * What commands do with a data folder without a server. Loaded when wanted, and by this file: a dynamic import of the whole of
 * `@carpy/store` would put all of it, LMDB too, into a chunk that every thread shares.
 */
export { backUp, examine, restore } from '@carpy/store';

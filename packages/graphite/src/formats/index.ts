/** Formats that answers are written in. */
export { type Data, Tuple } from './data.ts';
export { toMsgpack } from './msgpack.ts';
export { toPickle } from './pickle.ts';

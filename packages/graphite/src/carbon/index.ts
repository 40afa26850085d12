/** Carbon's protocols in: lines and pickles become points. */
export type { CarbonBadCause } from './carbon-point.ts';
export { type CarbonListener, type CarbonOptions, listenCarbon } from './listen.ts';
export { listenCarbonPickle } from './listen-pickle.ts';
export { CarbonParser } from './parse-line.ts';
export { PicklePoints } from './pickle-points.ts';
export { PointBuffer, type PointBufferOptions } from './point-buffer.ts';
export type { TcpCounts as CarbonListenerCounts } from './tcp-clients.ts';

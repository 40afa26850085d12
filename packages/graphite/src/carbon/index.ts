/** Carbon's protocols in: lines become points. */
export { type CarbonListener, type CarbonListenerCounts, type CarbonOptions, listenCarbon } from './listen.ts';
export { type CarbonBadCause, CarbonParser } from './parse-line.ts';
export { PointBuffer, type PointBufferOptions } from './point-buffer.ts';

/** Cells and heatmaps in words. */
import type { HeatmapAnswer } from '@carpy/api';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { type FoundCells, mostInCell } from './heatmap-cells.ts';

type Ends = Pick<FoundCells, 'overMs' | 'untilMs'>;

/** "100–120 ms", "up to 12 ms", "over 3 s", "any duration". */
export function durationsWords({ overMs, untilMs }: Ends): string {
  if (overMs === null) return untilMs === null ? 'any duration' : `up to ${formatDuration(untilMs)}`;
  return untilMs === null
    ? `over ${formatDuration(overMs)}`
    : `${formatDuration(overMs)} to ${formatDuration(untilMs)}`;
}

export const requestsWords = (count: number): string =>
  `${formatInteger(count)} ${count === 1 ? 'request' : 'requests'}`;

/** "Response times: 18,420 requests from 3 ms to 4.1 s, at most 212 in a cell". */
export function heatmapCaption(title: string, answer: HeatmapAnswer): string {
  const [low, high] = [answer.edgesMs[0], answer.edgesMs.at(-1)];
  if (low === undefined || high === undefined) return `${title}: no requests`;
  return `${title}: ${requestsWords(answer.count)} from ${formatDuration(low)} to ${formatDuration(high)}, at most ${formatInteger(mostInCell(answer))} in a cell`;
}

// Carbon's plaintext of made-up points, as buffers: the points of a stamp together, as an agent that reports each 10 s sends them.
import { fillValues, nameOf } from './made-up-values.mjs';
import { quick, seriesGiven } from './options.mjs';

/** How many series, how many points of each, and the goal in points a CPU second: few points of many series cost more, for their names. */
export function lineShapes() {
  if (seriesGiven !== undefined) return [{ series: seriesGiven, points: 10, goal: 0.81e6 }];
  if (quick) return [{ series: 500, points: 10, goal: 0.81e6 }];
  return [
    { series: 100_000, points: 10, goal: 0.81e6 },
    { series: 10_000, points: 100, goal: 1.47e6 },
  ];
}

export function* lineBuffers(series, points, firstS) {
  const values = new Float64Array(series);
  for (let i = 0; i < points; i++) {
    fillValues(values, i);
    const stamp = firstS + i * 10;
    let text = '';
    for (let id = 0; id < series; id++) {
      text += `${nameOf(id)} ${values[id]} ${stamp}\n`;
      if (text.length > 1 << 20 || id === series - 1) {
        yield Buffer.from(text);
        text = '';
      }
    }
  }
}

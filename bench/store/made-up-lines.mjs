// Carbon's plaintext of made-up points, as buffers: the points of a stamp together, as an agent that reports each 10 s sends them.
import { fillValues, nameOf } from './made-up-values.mjs';

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

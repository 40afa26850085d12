// Flushes of made-up figures, the same in every run.
import { Sketch, summarise } from '@carpy/core';

/** In [0, 1), the same in every run. */
export function noise(a, b) {
  const x = Math.sin(a * 12.9898 + b * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

export function emptyFlush() {
  return {
    stepS: 10,
    coveredMs: 10_000,
    timers: {
      ids: new Uint32Array(0),
      columns: new Float64Array(0),
      sketches: new Uint8Array(0),
      sketchEnds: new Uint32Array(0),
    },
    apdex: { ids: new Uint32Array(0), counts: new Float64Array(0) },
    values: { ids: new Uint32Array(0), values: new Float64Array(0) },
  };
}

/** The i-th flush of `count` timers, sketches included; `nameOf(id)` is the path of a record. */
export function timerFlush(count, i, nameOf, timingsEach = 20) {
  const ids = Uint32Array.from({ length: count }, (_, id) => id);
  const columns = new Float64Array(count * 6);
  const sketches = [];
  for (let id = 0; id < count; id++) {
    const timings = Float64Array.from(
      { length: timingsEach },
      (_, n) => Math.round(Math.exp(1 + 3 * noise(id * 31 + n, i)) * 1000) / 1000,
    ).sort();
    summarise(timings, columns, id * 6);
    const sketch = new Sketch();
    for (const timing of timings) sketch.add(timing);
    sketches.push(sketch.encode());
  }
  let end = 0;
  const sketchEnds = Uint32Array.from(sketches, (s) => {
    end += s.length;
    return end;
  });
  return {
    ...emptyFlush(),
    declared: [...ids].map((id) => ({ id, kind: 'timer', name: nameOf(id) })),
    timers: { ids, columns, sketches: new Uint8Array(Buffer.concat(sketches)), sketchEnds },
  };
}

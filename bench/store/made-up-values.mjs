// Values of made-up series, the same in every run and for every peer: 60 % timers (noise of 30 % about a mean, to 0.001), 20 % counts,
// 10 % Apdex-like counts, 10 % gauges that seldom move.

/** In [0, 1), by two whole numbers. */
export function hash01(a, b) {
  let h = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

const logBetween = (low, high, share) => low * (high / low) ** share;

/** About a Poisson's spread, by the sum of three uniform numbers. */
function countAbout(mean, id, i) {
  const normal = (hash01(id, i) + hash01(id, i + 1e6) + hash01(id, i + 2e6) - 1.5) * 2;
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
}

/** The i-th value of each series into `out`; timers are whole multiples of 1 / `parts` ms. */
export function fillValues(out, i, parts = 1000) {
  for (let id = 0; id < out.length; id++) {
    const kind = id % 10;
    const share = hash01(id, 999_983);
    if (kind < 6) out[id] = Math.round(logBetween(5, 500, share) * (0.7 + 0.6 * hash01(id, i)) * parts) / parts;
    else if (kind < 8) out[id] = countAbout(logBetween(2, 500, share), id, i);
    else if (kind === 8) out[id] = countAbout(logBetween(1, 100, share) * (id % 20 < 10 ? 0.05 : 1), id, i);
    else out[id] = Math.round((share * 1000 + hash01(id, Math.floor((i + id) / 60)) * 5) * 10) / 10;
  }
  return out;
}

export const nameOf = (id) => `servers.host${id % 100}.group${Math.floor(id / 100) % 10}.value${id}`;

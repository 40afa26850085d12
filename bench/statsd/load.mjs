// The load of both benchmarks: counters, timers and gauges 60:30:10, half of the names under `carpy.`.

/** Names of one server: 900 transactions of 100 functions, within what a server may have. */
const SERVER_NAMES = 90_000;

/** A repeatable random number in [0, 1). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` lines over `names` names at random. */
export function randomLines(count, names) {
  const random = randomFrom(7);
  return Array.from({ length: count }, () => line(Math.floor(random() * names), random));
}

/** Each name once, in a random order, and again until there are at least `atLeast` lines. */
export function linesOfAll(names, atLeast) {
  const random = randomFrom(7);
  const order = Array.from({ length: names }, (_, i) => i);
  for (let i = names - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return Array.from({ length: Math.ceil(atLeast / names) * names }, (_, i) => line(order[i % names], random));
}

function line(i, random) {
  const carpy = i % 2 === 0;
  const kind = i % 10;
  const value = (random() * 500).toFixed(3);
  if (kind < 6) return carpy ? `carpy.shop.web-1.custom.sold_${i}:1|c` : `app.requests.page_${i}:1|c`;
  if (kind < 9)
    return carpy
      ? `carpy.shop.web-${1 + Math.floor(i / SERVER_NAMES)}.t${i % 900}.children.f${Math.floor((i % SERVER_NAMES) / 900)}.ok:${value}|ms`
      : `app.time.page_${i}:${value}|ms`;
  return `app.open.page_${i}:${value}|g`;
}

/** Buffers of `size` lines each. */
export function datagramsOf(lines, size) {
  const out = [];
  for (let i = 0; i < lines.length; i += size) out.push(Buffer.from(lines.slice(i, i + size).join('\n')));
  return out;
}

/** Lines of all kinds over a few names, for properties. */
import fc from 'fast-check';

const value = fc.oneof(
  fc.integer({ min: 0, max: 500 }),
  fc.double({ min: 0, max: 500, noNaN: true }).map((v) => v.toFixed(3)),
);
const rate = fc.constantFrom('', '', '', '|@0.1', '|@0.25');
const plain = fc.constantFrom('a', 'b.c', 'slow.d', 'e;k=v');
const outcome = fc.constantFrom('carpy.a.s.t.ok', 'carpy.a.s.t.children.f.error', 'carpy.a.s.runtime.x');
const custom = fc.constantFrom('n', 'm').map((name) => `carpy.a.s.custom.${name}`);

export const line: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(plain, value, rate).map(([name, v, r]) => `${name}:${v}|c${r}`),
  fc.tuple(fc.oneof(plain, outcome), value, rate).map(([name, v, r]) => `${name}:${v}|ms${r}`),
  fc.tuple(plain, fc.constantFrom('', '+', '-'), value).map(([name, sign, v]) => `${name}:${sign}${v}|g`),
  fc.tuple(plain, fc.constantFrom('x', 'y', 'zz')).map(([name, member]) => `${name}:${member}|s`),
  custom.map((name) => `${name}.c:3|c`),
  fc.tuple(custom, fc.constantFrom('5', '+1', '-2')).map(([name, v]) => `${name}.g:${v}|g`),
  custom.map((name) => `${name}.s:x|s`),
  fc.constantFrom('satisfied', 'tolerating', 'frustrated').map((column) => `carpy.a.s.t.apdex.${column}:1|c`),
  fc.constant('bad line'),
);

/** Settings that differ in what they keep and write. */
export const settings = fc.constantFrom(
  {},
  { legacyNamespace: true, percentThresholds: [50, -10], histogram: [{ metric: 'slow', bins: [10, 'inf' as const] }] },
  { deleteCounters: true, deleteTimers: true, deleteSets: true, deleteGauges: true, gaugesMaxTtl: 2 },
  { deleteGauges: true, calculatedTimerMetrics: ['mean', 'upper_percent'] },
);

/** Bounds that are met, and not. */
export const bounds = fc.constantFrom(
  {},
  { maxTimingsPerTimer: 3 },
  { maxTimings: 5, maxSketches: 2 },
  { maxSetMembers: 2 },
);

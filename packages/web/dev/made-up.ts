/** Made-up answers for the development page: the same every time. */
import type { Annotation, Grid, StackLayer, Values } from '@carpy/api';

/** A seeded generator, so that two looks at the page compare. */
let seed = 7;
const random = (): number => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
};

export const slots = 180;
const stepS = 20;
const silent = (slot: number): boolean => slot > 44 && slot < 56;
/** Just after the gap the server was up for a part of the slot. */
const part = (slot: number): boolean => slot === 56 || slot === 120;
const slow = (slot: number): number => (slot > 123 ? 1 - Math.exp(-(slot - 123) / 9) : 0);

export const grid: Grid = {
  startS: 1_795_359_600,
  stepS,
  slots,
  fineStepS: 10,
  coveredMs: Array.from({ length: slots }, (_, slot) =>
    silent(slot) ? 0 : part(slot) ? 6000 : slot === slots - 1 ? 11_000 : stepS * 1000,
  ),
  percentileStepS: 60,
  openSlot: slots - 1,
};

export const around = (base: number, noise: number, bump = 0): Values =>
  Array.from({ length: slots }, (_, slot) =>
    silent(slot) ? null : base * (1 + noise * (random() - 0.5)) + bump * slow(slot) * (0.85 + 0.3 * random()),
  );

export const counts = (base: number, noise: number, bump = 0): Values =>
  around(base, noise, bump).map((value, slot) =>
    value === null ? null : Math.round(value * ((grid.coveredMs[slot] ?? 0) / (stepS * 1000))) || null,
  );

export const stack: readonly StackLayer[] = [
  { function: 'redis_get', display: 'redis.get', values: around(5, 0.4) },
  { function: 'mysql_select_cart_items', display: 'mysql.select.cart_items', values: around(16, 0.3, 190) },
  { function: 'http_payments', display: 'http.payments', values: around(22, 0.4, 8) },
  {
    function: 'mysql_select_users',
    display: 'mysql.select.users',
    values: around(9, 0.3, 4).map((v, slot) => (slot % 40 < 3 ? null : v)),
  },
  { function: 'render_cart', display: 'render.cart', values: around(11, 0.3) },
  { function: '_own', display: '_own', values: around(13, 0.3, 10) },
];

const deploy = (slot: number, version: string, text: string): Annotation => ({
  id: version,
  whenMs: (grid.startS + slot * stepS) * 1000 + 4000,
  app: 'shop',
  servers: ['web-1', 'web-2'],
  version,
  text,
  tags: ['deploy'],
});

export const deploys: readonly Annotation[] = [
  deploy(116, '4f2c', 'faster carts'),
  deploy(20, 'v2.11.0-rc.3', ''),
  deploy(22, 'v2.11.0', ''),
  deploy(177, '5a01', 'rolled back'),
];

/** Few requests: long gaps, points that stand alone. */
export const sparse: Values = Array.from({ length: slots }, (_, slot) =>
  silent(slot) ? null : slot % 17 === 0 || (slot % 31 < 4 && slot > 90) ? 80 + 60 * random() : null,
);

export const nothing: Values = Array.from({ length: slots }, () => null);

/** The kinds of value that only the store's options have: tiers, bytes, a prefix. */
import { checkTiers, type Tier } from '@carpy/store';
import { durationOf, type Kind } from './option.ts';

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A number of bytes, at least `least`. */
export const bytesOrOff = (least: number): Kind<number | 'off'> => ({
  placeholder: 'BYTES|off',
  allowed: `a number of bytes such as 500MB, 20GB, 1TB or 20GiB, at least ${showBytes(least)}, or off`,
  parse: (given) => {
    if (given === 'off' || given === false) return 'off';
    const read = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]i?B|B|)$/.exec(String(given));
    if (read === null) return undefined;
    const bytes = Math.round(Number(read[1]) * (BYTES[read[2] || 'B'] as number));
    return bytes >= least && bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
  },
  show: (value) => (value === 'off' ? value : showBytes(value)),
});

/** In the largest unit that says it exactly. */
function showBytes(bytes: number): string {
  const unit = ['TB', 'GB', 'MB', 'TiB', 'GiB', 'MiB'].find((name) => bytes % (BYTES[name] as number) === 0);
  return unit === undefined ? String(bytes) : `${bytes / (BYTES[unit] as number)}${unit}`;
}

export const pathPrefix: Kind<string | undefined> = {
  placeholder: 'PATH',
  allowed: 'a path such as team_a.metrics: segments of letters, digits, _ and -, parted by dots',
  parse: (given) => (typeof given === 'string' && /^[\w-]+(?:\.[\w-]+)*$/.test(given) ? given : undefined),
  show: (value) => value ?? '',
};

const MAX_TIERS = 8;

/** How long, and how finely, series are kept. */
export const tiers: Kind<readonly Tier[]> = {
  placeholder: 'TIERS',
  allowed:
    'up to 8 tiers STEP:RETENTION, finest first, such as 10s:1d,1m:14d,10m:90d,1h:2y: the first step is the flush interval, each divides the next, and divides 10m or is longer, of whole minutes, and divides a day; each retention is at least 10m and at least that of the tier before',
  parse: (given) => {
    if (typeof given !== 'string') return undefined;
    const parts = given.split(',').map((tier) => tier.trim().split(':'));
    if (parts.length > MAX_TIERS || parts.some((part) => part.length !== 2)) return undefined;
    const read = parts.map(([step = '', retention = '']) => ({
      stepS: durationOfTier(step) / 1_000,
      retentionS: durationOfTier(retention) / 1_000,
    }));
    try {
      checkTiers(read, (read[0]?.stepS ?? 0) * 1_000);
    } catch {
      // The caller says what is allowed.
      return undefined;
    }
    return read;
  },
  show: (value) => value.map(({ stepS, retentionS }) => `${showSeconds(stepS)}:${showSeconds(retentionS)}`).join(','),
};

/** NaN where it is no duration with a unit: `10` alone could be seconds or ms. */
function durationOfTier(given: string): number {
  return /^\d{1,9}$/.test(given) ? Number.NaN : (durationOf(given) ?? Number.NaN);
}

function showSeconds(s: number): string {
  if (s % 31_536_000 === 0) return `${s / 31_536_000}y`;
  if (s % 86_400 === 0) return `${s / 86_400}d`;
  if (s % 3_600 === 0) return `${s / 3_600}h`;
  return s % 60 === 0 ? `${s / 60}m` : `${s}s`;
}

/** The histogram of errors: the most frequent groups a hue each, the others together. Pure. */
import type { ErrorGroupRow } from '@carpy/api';
import { restKey } from '../../chart/layers.ts';
import type { ChartSeries } from '../../chart/types.ts';
import { assignCategories } from '../../theme/category.ts';

const MOST = 8;
const LABEL_CHARS = 60;

/** `card declined <n>`, shortened; the type of an error without a message. */
export function labelOf(group: Pick<ErrorGroupRow, 'type' | 'pattern'>): string {
  const whole = group.pattern === '' ? group.type : group.pattern;
  return whole.length > LABEL_CHARS ? `${whole.slice(0, LABEL_CHARS - 1).trimEnd()}…` : whole;
}

/** Bottom up, the most frequent first. `groups` are sorted by count, as the server answers them. */
export function groupLayers(groups: readonly ErrorGroupRow[], slots: number): ChartSeries[] {
  const named = groups.slice(0, MOST);
  const hues = assignCategories(named.map((group) => group.fingerprint));
  const layers: ChartSeries[] = named.map((group) => ({
    key: group.fingerprint,
    label: labelOf(group),
    values: group.trend,
    color: hues.get(group.fingerprint) ?? 'rest',
  }));
  const others = groups.slice(MOST);
  if (others.length > 0) {
    const values = Array.from({ length: slots }, (_, slot) =>
      others.reduce((sum, group) => sum + (group.trend[slot] ?? 0), 0),
    );
    layers.push({ key: restKey, label: `${others.length} other groups`, values, color: 'rest' });
  }
  return layers;
}

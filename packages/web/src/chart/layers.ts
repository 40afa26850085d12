import type { StackLayer } from '@carpy/api';
import { assignCategories } from '../theme/category.ts';
import type { ChartSeries } from './types.ts';

/** Keys that no function can have: own time, and the sum of the layers not shown. */
export const ownKey = '_own';
export const restKey = '_rest';

const total = (layer: StackLayer): number => layer.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/**
 * An answer's stack as layers, bottom up: largest total first, then the rest, own time last. Hues by name, in that order; the same
 * colours serve the table of functions.
 */
export function stackLayers(stack: readonly StackLayer[]): ChartSeries[] {
  const named = stack
    .filter((layer) => layer.function !== ownKey && layer.function !== restKey)
    .map((layer) => ({ layer, total: total(layer) }))
    .sort((a, b) => b.total - a.total || (a.layer.function < b.layer.function ? -1 : 1))
    .map(({ layer }) => layer);
  const hues = assignCategories(named.map((layer) => layer.function));
  const layers: ChartSeries[] = named.map((layer) => ({
    key: layer.function,
    label: layer.display,
    values: layer.values,
    color: hues.get(layer.function) ?? 'rest',
  }));
  for (const layer of stack) {
    if (layer.function === restKey)
      layers.push({ key: restKey, label: 'other functions', values: layer.values, color: 'rest' });
  }
  for (const layer of stack) {
    if (layer.function === ownKey) layers.push({ key: ownKey, label: 'own time', values: layer.values, color: 'own' });
  }
  return layers;
}

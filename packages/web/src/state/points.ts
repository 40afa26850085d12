/** How many slots to ask for: a slot for each two pixels of the widest chart. */
import { type Accessor, createSignal } from 'solid-js';

/** Pure: CSS pixels of the window to slots, in steps of 60 so that a small change of its width asks nothing again. */
export function pointsOf(windowWidth: number): number {
  const page = Math.min(windowWidth - (windowWidth > 760 ? 200 : 0), 1600) - 48;
  const chart = windowWidth > 1200 ? (page * 2) / 3 : page;
  return Math.min(720, Math.max(120, Math.round(chart / 2 / 60) * 60));
}

const [value, setValue] = createSignal(typeof innerWidth === 'undefined' ? 360 : pointsOf(innerWidth));
if (typeof addEventListener !== 'undefined') addEventListener('resize', () => setValue(pointsOf(innerWidth)));

export const points: Accessor<number> = value;

/** What charts, keys and buttons do to the range of the page. */
import { changeView, stepsBack, view } from '../router/navigation.ts';
import { endsNow, type RangeText, shiftHalf, zoomOut, zoomTo } from './range.ts';

function setRange(range: RangeText | undefined): void {
  if (range !== undefined) changeView({ from: range.from, to: range.to });
}

/** For `onZoom` of a chart whose grid has this step. */
export const zoomOf =
  (stepS: () => number): ((fromMs: number, toMs: number) => void) =>
  (fromMs, toMs) =>
    setRange(zoomTo(fromMs, toMs, Date.now(), stepS() * 1000));

export const zoomPageOut = (): void => setRange(zoomOut(view(), Date.now()));

export const shiftPage = (direction: -1 | 1): void => setRange(shiftHalf(view(), direction, Date.now()));

/** The range before this one; where there is none, a wider one. */
export function previousRange(): void {
  if (stepsBack()) history.back();
  else zoomPageOut();
}

/** Ranges that ended in the past can't be live; switching live on there goes to now. */
export function toggleLive(): void {
  if (endsNow(view())) changeView({ live: !view().live }, { replace: true });
  else changeView({ from: '-1h', to: 'now', live: true });
}

/**
 * Pointer and touch on a plot of two dimensions, in pixels within it. Mouse: move looks, drag marks a rectangle, click picks, double
 * click zooms out. Touch: a tap looks and picks, up and down still scrolls the page, two fingers mark the rectangle between them.
 */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface RectTarget {
  readonly onLook: (at: Spot) => void;
  readonly onLeave: () => void;
  /** From where it began to where it is; `done` when it was let go. */
  readonly onMark: (from: Spot, to: Spot, done: boolean) => void;
  readonly onCancel: () => void;
  readonly onPick: (at: Spot) => void;
  readonly onDouble: () => void;
}

/** A drag shorter than this is a click that shook. */
const slipPx = 4;

/** Listens on the element until the answer is called. */
export function followRect(element: HTMLElement, target: RectTarget): () => void {
  const stop = new AbortController();
  const fingers = new Map<number, Spot>();
  let anchor: Spot | undefined;
  let dragging = false;
  let tap: Spot | undefined;
  const at = (event: PointerEvent): Spot => {
    const box = element.getBoundingClientRect();
    return {
      x: Math.min(box.width, Math.max(0, event.clientX - box.left)),
      y: Math.min(box.height, Math.max(0, event.clientY - box.top)),
    };
  };
  const reset = (): void => {
    anchor = undefined;
    dragging = false;
  };
  const far = (a: Spot, b: Spot): boolean => Math.hypot(a.x - b.x, a.y - b.y) > slipPx;
  const markFingers = (done: boolean): void => {
    const [a, b] = [...fingers.values()];
    if (a !== undefined && b !== undefined) target.onMark(a, b, done);
  };
  const on = (
    type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
    hear: (event: PointerEvent) => void,
  ) => element.addEventListener(type, hear, { signal: stop.signal });

  on('pointerdown', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      fingers.set(event.pointerId, spot);
      if (fingers.size === 2) dragging = true;
      anchor ??= spot;
      target.onLook(spot);
      return;
    }
    if (event.button !== 0) return;
    anchor = spot;
    element.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, spot);
      if (fingers.size === 2) markFingers(false);
      else if (!dragging) target.onLook(spot);
      return;
    }
    target.onLook(spot);
    if (anchor === undefined) return;
    dragging ||= far(anchor, spot);
    if (dragging) target.onMark(anchor, spot, false);
  });
  on('pointerup', (event) => {
    const spot = at(event);
    if (event.pointerType === 'touch') {
      if (dragging && fingers.size === 2) markFingers(true);
      else if (!dragging && anchor !== undefined && !far(anchor, spot)) tap = spot;
      fingers.delete(event.pointerId);
      if (fingers.size === 0) reset();
      return;
    }
    if (anchor !== undefined) {
      if (dragging) target.onMark(anchor, spot, true);
      else target.onPick(spot);
    }
    reset();
  });
  on('pointercancel', (event) => {
    fingers.delete(event.pointerId);
    if (dragging) target.onCancel();
    reset();
  });
  element.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType !== 'touch' && anchor === undefined) target.onLeave();
    },
    { signal: stop.signal },
  );
  // A tap moves the focus after its pointer is up: what it opens must come later than that.
  element.addEventListener(
    'click',
    () => {
      if (tap !== undefined) target.onPick(tap);
      tap = undefined;
    },
    { signal: stop.signal },
  );
  element.addEventListener('dblclick', () => target.onDouble(), { signal: stop.signal });
  return () => stop.abort();
}

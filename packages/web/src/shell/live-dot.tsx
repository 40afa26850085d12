import type { JSX } from 'solid-js';
import { reconnectNow, stream } from '../data/live-stream.ts';
import { formatPlainDuration } from '../format/index.ts';
import { view } from '../router/navigation.ts';
import { nowMs } from '../state/clock.ts';
import { liveHeld } from '../state/live-hold.ts';
import { endsNow } from '../state/range.ts';
import { toggleLive } from '../state/range-actions.ts';

type Shown = 'live' | 'held' | 'paused' | 'past' | 'lost' | 'connecting' | 'polling';

/** Whether what is on the page follows the clock, and the switch for it. */
export function LiveDot(): JSX.Element {
  const shown = (): Shown => {
    const now = stream();
    if (!endsNow(view())) return 'past';
    if (!view().live) return 'paused';
    if (now.state === 'open') return liveHeld() ? 'held' : 'live';
    return now.state;
  };
  const words = (): string => {
    const now = stream();
    switch (shown()) {
      case 'live':
        return 'live';
      case 'held':
      case 'paused':
        return 'paused';
      case 'past':
        return 'past';
      case 'connecting':
        return 'connecting';
      case 'polling':
        return 'polling';
      case 'lost': {
        const waitMs = now.state === 'lost' ? Math.max(0, Math.ceil((now.retryAtMs - nowMs()) / 1000) * 1000) : 0;
        return waitMs === 0 ? 'lost, retrying' : `lost, retry in ${formatPlainDuration(waitMs)}`;
      }
    }
  };
  const title: Record<Shown, string> = {
    live: 'New data are shown as they come. Click to pause  l',
    held: 'Paused while you point at a chart or a menu is open',
    paused: 'Live updates are off. Click to go on  l',
    past: 'This range has ended. Click to go to the last hour  l',
    lost: 'The live connection is lost. Click to retry now',
    connecting: 'Connecting',
    polling: 'No live connection: the page asks at each flush',
  };
  return (
    <button
      type="button"
      class={`live-dot ${shown()}`}
      title={title[shown()]}
      aria-label={`Updates: ${words()}. ${title[shown()]}`}
      onClick={() => (shown() === 'lost' ? reconnectNow() : toggleLive())}
    >
      <i aria-hidden="true" />
      <span>{words()}</span>
    </button>
  );
}

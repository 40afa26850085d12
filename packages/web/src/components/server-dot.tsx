import type { JSX } from 'solid-js';
import { flushInterval } from '../data/live-stream.ts';
import { formatAgo } from '../format/index.ts';
import { nowMs } from '../state/clock.ts';
import { reportingOf } from './reporting.ts';

/** Whether a server reports: a filled dot, a ring or a faint ring, and the words for it at hover. */
export function ServerDot(props: { readonly lastSeenMs: number | null }): JSX.Element {
  const ageMs = (): number | null => (props.lastSeenMs === null ? null : Math.max(0, nowMs() - props.lastSeenMs));
  const state = () => reportingOf(ageMs(), flushInterval());
  const words = (): string => {
    const age = ageMs();
    if (age === null) return 'never seen';
    return state() === 'reporting' ? 'reporting' : `silent, last seen ${formatAgo(age)}`;
  };
  return <span class={`dot ${state()}`} role="img" aria-label={words()} title={words()} />;
}

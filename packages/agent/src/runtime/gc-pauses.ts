/** The pauses of garbage collection in this thread. Node tells of each some moments after it. */
import { constants, PerformanceObserver } from 'node:perf_hooks';

/** Major collections stop the thread longest; incremental ones are steps of one, weak callbacks what follows it. */
export type GcKind = 'minor' | 'major' | 'incremental' | 'weakcb';

const KINDS = new Map<unknown, GcKind>([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Calls back with each pause, ms. Returns what ends that. `pause` must not throw: here it would end the application. */
export function watchGc(pause: (kind: GcKind, durationMs: number) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // A kind that a newer V8 adds counts as minor: it is not known to stop the thread for long.
      const { kind } = (entry as unknown as { detail?: { kind?: number } }).detail ?? {};
      pause(KINDS.get(kind) ?? 'minor', entry.duration);
    }
  });
  observer.observe({ type: 'gc' as never });
  return () => observer.disconnect();
}

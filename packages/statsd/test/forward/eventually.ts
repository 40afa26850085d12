import { vi } from 'vitest';

/** Waits until a check holds. The time is for a busy machine; nothing is measured by it. */
export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 });

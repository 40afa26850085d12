/** Waiting longer than this for a moment of rest, it is loaded all the same. */
const LONGEST_MS = 2_000;

/** For `lazy`: code that is fetched once what is looked at first has been drawn. Without idle callbacks (Safari) that is the next turn. */
export const whenIdle =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  () =>
    new Promise((resolve, reject) => {
      const start = (): void => void load().then(resolve, reject);
      if ('requestIdleCallback' in window) requestIdleCallback(start, { timeout: LONGEST_MS });
      else setTimeout(start);
    });

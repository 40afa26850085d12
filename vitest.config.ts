import { defineConfig } from 'vitest/config';

// Tests import the packages' TypeScript sources, so unit tests need no build. e2e and long tests start what `npm run build` made.
const source = {
  resolve: { conditions: ['@carpy/source', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@carpy/source', 'import', 'default'] } },
};
const slow = { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false };

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
    projects: [
      {
        ...source,
        test: { name: 'unit', isolate: false, testTimeout: 30_000, include: ['packages/*/test/**/*.test.ts'] },
      },
      { ...source, test: { name: 'e2e', ...slow, include: ['test/e2e/**/*.test.ts'] } },
      { ...source, test: { name: 'long', ...slow, testTimeout: 1_800_000, include: ['test/long/**/*.test.ts'] } },
    ],
  },
});

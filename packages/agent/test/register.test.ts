/** `@carpy/agent/register` as users load it. */
import { describe, expect, it } from 'vitest';
import { startApp } from './instrumented-app.ts';

const SAY = `console.log(typeof globalThis[Symbol.for('carpy.register')]); setInterval(() => {}, 1e6);`;

describe('register', () => {
  it.each([
    { load: 'import', format: 'esm' },
    { load: 'import', format: 'cjs' },
    { load: 'require', format: 'esm' },
    { load: 'require', format: 'cjs' },
  ] as const)('comes in by --$load for $format', async ({ load, format }) => {
    const app = await startApp({ program: SAY, load, format });
    expect(app.said).toBe('boolean');
    expect(app.output().stderr).toBe('');
    await app.end();
  });
});

/** How the fixture server was started: node dev/fixture-server.mjs [port] [mode]. Its modes are told there. */
export const port = Number(process.argv[2] ?? 2277);
export const mode = process.argv[3] ?? 'shop';
export const startedAtMs = Date.now();
export const FLUSH_MS = Number(process.env.CARPY_TEST_FLUSH_MS ?? 10_000);
export const FINE_S = 10;

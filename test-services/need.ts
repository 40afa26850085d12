/** Whether tests of a service run here. */
import type { Service } from './service.ts';

/**
 * Why the tests must be skipped, told on standard error; undefined where the service is to be had. With CARPY_TEST_REQUIRE=all a
 * missing one is an error.
 */
export async function reasonToSkip(service: Service): Promise<string | undefined> {
  const reason = await service.missing();
  if (reason === undefined) return undefined;
  if (process.env['CARPY_TEST_REQUIRE'] === 'all') throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}

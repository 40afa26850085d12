/** Whether tests of a service run here. */
import type { Service } from './service.ts';

/**
 * Why the tests must be skipped, told on standard error; undefined where the service is to be had. With CARPY_TEST_REQUIRE=all a
 * missing one is an error, unless CARPY_TEST_WITHOUT names it: `mongodb,cassandra`.
 */
export async function reasonToSkip(service: Service): Promise<string | undefined> {
  const without = process.env['CARPY_TEST_WITHOUT']?.split(',').includes(service.name);
  const reason = without ? `CARPY_TEST_WITHOUT leaves ${service.name} out` : await service.missing();
  if (reason === undefined) return undefined;
  if (!without && process.env['CARPY_TEST_REQUIRE'] === 'all') throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}

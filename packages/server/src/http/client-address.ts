/** The address that a request came from. Behind a proxy it is the proxy's. */
import type { HttpBindings } from '@hono/node-server';
import type { AppContext } from './route.ts';

/** Empty for a request that came by no socket, as in tests. */
export function clientAddress(c: AppContext): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
}

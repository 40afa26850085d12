/** Refuses requests that a foreign page could have made, and sets the headers that keep our own pages strict. */
import { CarpyError } from '@carpy/core';
import type { MiddlewareHandler } from 'hono';
import type { Config } from '../config/load.ts';
import { hostCheck, hostOf, nameOfHost, originCheck } from './host.ts';
import type { AppEnv } from './route.ts';

/**
 * Nothing inline, nothing from elsewhere. Style attributes are allowed (not style elements): charts place their parts by them, and
 * an attribute can't load or run anything here.
 */
const CONTENT_SECURITY_POLICY: string = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

export function securityHeaders(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Frame-Options', 'DENY');
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    await next();
  };
}

/** Throws CARPY_FORBIDDEN for a foreign Host, and for a write from a foreign Origin. `anyHost`: paths that answer to all. */
export function sameSiteOnly(config: Config, anyHost: ReadonlySet<string>): MiddlewareHandler<AppEnv> {
  const isOurs = hostCheck(config);
  const isSameOrigin = originCheck(config);
  return async (c, next) => {
    const host = hostOf(c);
    if (!isOurs(host) && !anyHost.has(c.req.path)) {
      const name = nameOfHost(host).slice(0, 253);
      throw new CarpyError(
        'CARPY_FORBIDDEN',
        `this server does not answer to the name "${name}": use localhost, or start it with --public-url and the address that you use`,
      );
    }
    const origin = c.req.header('origin');
    if (!READING.has(c.req.method) && origin !== undefined && !isSameOrigin(origin, host)) {
      throw new CarpyError('CARPY_FORBIDDEN', `a page of ${origin.slice(0, 253)} may not write here`);
    }
    await next();
  };
}

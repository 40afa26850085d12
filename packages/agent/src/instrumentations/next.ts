/**
 * Next.js 15 and 16, its server (`next start`, or one of your own that calls it): names requests by the route, as Next writes it:
 * `/users/[id]`. Files and what its router answers by itself have no route.
 */
import { type Hook, onModule, patchBefore } from '../hooks/index.ts';
import { requestOf } from '../http/http-request.ts';
import type { Instrumentation } from './instrumentation.ts';

/** Next's own wrapper of a request. */
interface NextRequest {
  readonly originalRequest?: object;
}
interface RenderContext {
  readonly req: NextRequest;
  readonly pathname: string;
}
interface ApiMatch {
  readonly definition: { readonly pathname: string };
}

const VERSIONS = '>=15 <17';

export const next: Instrumentation = {
  name: 'next',
  namesOnly: true,
  modules: [{ name: 'next', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'next/dist/server/base-server.js', VERSIONS, (exports) =>
      patchBefore(hook, exports.default.prototype, 'renderPageComponent', (args) => {
        const { req, pathname } = args[0] as RenderContext;
        if (!isErrorPage(pathname)) named(req, pathname);
      }),
    );
    onModule(hook, 'next/dist/server/next-server.js', VERSIONS, (exports) => patchApi(hook, exports.default.prototype));
  },
};

/** Functions below pages/api are not rendered. */
function patchApi(hook: Hook, prototype: object): void {
  patchBefore(hook, prototype, 'runApi', (args) => {
    const match = args[3] as ApiMatch | undefined;
    if (match !== undefined) named(args[0] as NextRequest, match.definition.pathname);
  });
}

function named(request: NextRequest, pattern: string): void {
  requestOf(request.originalRequest ?? request)?.setRoute(pattern);
}

/** They are rendered for a request that has its route already, or that no route took. */
const isErrorPage = (pathname: string): boolean => pathname.startsWith('/_') || /^\/(404|500)$/.test(pathname);

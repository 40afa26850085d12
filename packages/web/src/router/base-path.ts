/**
 * Where the UI is mounted. Behind `--public-url https://host/apm/` every page, asset and request lives under `/apm/`;
 * the server says so in `<base href>`.
 */

/** The base path of a page, with a slash at both ends. Pure. */
export function basePathOf(baseUri: string): string {
  return new URL('.', baseUri).pathname;
}

const basePath: string = typeof document === 'undefined' ? '/' : basePathOf(document.baseURI);

/** An address under the base path; `path` has no leading slash. */
export const underBase = (path: string): string => `${basePath}${path}`;

/** The part of a pathname under the base path, with a leading slash. A pathname outside of it is the root. Pure. */
export function withinBase(pathname: string, base: string = basePath): string {
  if (pathname.startsWith(base)) return `/${pathname.slice(base.length)}`;
  return '/';
}

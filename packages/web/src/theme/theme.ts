/** The tokens of tokens.css, as charts need them: canvas can't read `var(--…)`. */

/** Colour tokens; in CSS each is `var(--<name>)`. */
export type ColorToken =
  | 'bg'
  | 'surface'
  | 'raised'
  | 'line'
  | 'line-2'
  | 'text'
  | 'text-2'
  | 'text-3'
  | 'accent'
  | 'ok'
  | 'error'
  | 'error-text'
  | 'warn'
  | 'info'
  | 'grid'
  | 'hatch'
  | 'own'
  | 'rest'
  | 'compare'
  | CategoryToken;

export type CategoryToken = 'cat-1' | 'cat-2' | 'cat-3' | 'cat-4' | 'cat-5' | 'cat-6' | 'cat-7' | 'cat-8';

/** `var(--…)` of a token, for style attributes. */
export const cssColor = (token: ColorToken): string => `var(--${token})`;

let cached: Map<string, string> | undefined;
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

/** The value of a token at this moment, any CSS colour. Cached until the theme changes. */
export function tokenValue(token: ColorToken | 'mono' | 'sans'): string {
  watch();
  cached ??= new Map();
  let value = cached.get(token);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim() || 'currentColor';
    cached.set(token, value);
  }
  return value;
}

/** Calls `listener` after each change of theme; the answer ends that. */
export function onThemeChange(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      stop?.();
      stop = undefined;
      cached = undefined;
    }
  };
}

/** One observer for all charts: the attribute, and forced colours, which change no attribute. */
function watch(): void {
  if (stop !== undefined) return;
  const changed = (): void => {
    cached = undefined;
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const forced = matchMedia('(forced-colors: active)');
  forced.addEventListener('change', changed);
  stop = () => {
    observer.disconnect();
    forced.removeEventListener('change', changed);
  };
}

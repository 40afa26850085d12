/** The prefix under which carpy's names lie in somebody's Graphite: put before each name that goes there, taken off each that comes. */
import { CarpyError } from '@carpy/core';

export class PathPrefix {
  readonly #start: string;

  /** `prefix` is one or more plain segments, `metrics.team_a`; '' for none. */
  constructor(prefix: string) {
    if (prefix !== '' && !/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(prefix))
      throw new CarpyError(
        'CARPY_BAD_CONFIG',
        `'${prefix.slice(0, 200)}' is no prefix: segments of letters, digits, _ and -, parted by dots`,
      );
    this.#start = prefix === '' ? '' : `${prefix}.`;
  }

  outward(path: string): string {
    return this.#start + path;
  }

  /** Undefined for a path that does not lie under the prefix. */
  inward(path: string): string | undefined {
    return path.startsWith(this.#start) ? path.slice(this.#start.length) : undefined;
  }

  /** A tag expression about `name` means names without the prefix. */
  expression(expression: string): string {
    const [, operator, value = ''] = /^name(!?=~?)(.*)$/s.exec(expression) ?? [];
    if (this.#start === '' || operator === undefined || value === '') return expression;
    if (!operator.endsWith('~')) return `name${operator}${this.#start}${value}`;
    return `name${operator}${this.pattern(value)}`;
  }

  /** A regular expression for names without the prefix, as one for names with it; undefined (all names) too. */
  pattern(regex: string | undefined): string | undefined {
    if (this.#start === '') return regex;
    // Graphite anchors its patterns at the start of the value.
    return `${this.#start.replaceAll('.', '\\.')}${regex === undefined ? '' : `(${regex.replace(/^\^/, '')})`}`;
  }
}

/** One call of a stack, as far as its line tells. */
export interface ParsedFrame {
  /** The line as it came, without white space around it. */
  readonly text: string;
  readonly function?: string;
  /** Path or URL as written. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** The application's own code: of a file, and neither of the runtime nor of a package. */
  readonly own: boolean;
  /** The line of source, where the stack tells it, as Python's do. */
  readonly source?: { readonly startLine: number; readonly lines: readonly string[] };
}

/** Parts of paths that are of packages and runtimes; `\` is read as `/`. */
const LIBRARY =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|site-packages|dist-packages|\.pnpm|\.yarn)\/|(?:^|\/)lib(?:64)?\/python\d[\d.]*\/|(?:^|\/)webpack\/(?:bootstrap|runtime)/;
/** What is of no file, or of the runtime itself. */
const RUNTIME = /^(?:node:|internal\/|native$|<|\[|wasm:|evalmachine|bun:|ext:|deno:|jdk\.|java\.)/;

export function isOwn(file: string | undefined): boolean {
  if (file === undefined || file === '' || RUNTIME.test(file)) return false;
  return !LIBRARY.test(file.replaceAll('\\', '/'));
}

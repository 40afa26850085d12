/**
 * The metric tree under `carpy.`: building paths and taking them apart.
 *
 *     carpy.<app>.<server>.<transaction>.{ok|error}                     a timer's record
 *     carpy.<app>.<server>.<transaction>.apdex                          an Apdex record
 *     carpy.<app>.<server>.<transaction>.children.<function>….{ok|error}  nested calls
 *     carpy.<app>.<server>.runtime.<value>                              a timer's record
 *     carpy.<app>.<server>.custom.<name>                                counter, gauge, set or timer
 */

export const ROOT = 'carpy';

export type Outcome = 'ok' | 'error';
/** The transaction's own time, under its children. */
export const OWN_SEGMENT = '_own';

/** Bounds on names, applied where names are made (the agent) and again where they arrive. */
export const NAME_LIMITS = {
  transactionsPerServer: 1_000,
  functionsPerTransaction: 200,
  nesting: 10,
  pathBytes: 1_024,
} as const;

/** The base path of a transaction: no outcome yet. All three are segments, already made. */
export const transactionBase = (app: string, server: string, transaction: string): string =>
  `${ROOT}.${app}.${server}.${transaction}`;

/** The base path of a function under a transaction or another function. */
export const childBase = (parentBase: string, fn: string): string => `${parentBase}.children.${fn}`;

/** What a path under `carpy.` names. */
export type CarpyPath =
  | {
      readonly kind: 'transaction';
      readonly app: string;
      readonly server: string;
      readonly transaction: string;
      readonly outcome: Outcome;
    }
  | { readonly kind: 'apdex'; readonly app: string; readonly server: string; readonly transaction: string }
  | {
      readonly kind: 'function';
      readonly app: string;
      readonly server: string;
      readonly transaction: string;
      /** Outermost first; never empty. */
      readonly functions: readonly string[];
      readonly outcome: Outcome;
    }
  | { readonly kind: 'runtime'; readonly app: string; readonly server: string; readonly value: string }
  | { readonly kind: 'custom'; readonly app: string; readonly server: string; readonly name: string };

/** Reads the path of a record or of a custom value; undefined for anything else (a column of a record is not a record). */
export function parseCarpyPath(path: string): CarpyPath | undefined {
  const parts = path.split('.');
  const [root, app, server, head] = parts;
  if (root !== ROOT || app === undefined || server === undefined || head === undefined || parts.includes(''))
    return undefined;
  if (head === 'runtime')
    return parts.length === 5 ? { kind: 'runtime', app, server, value: parts[4] as string } : undefined;
  if (head === 'custom')
    return parts.length >= 5 ? { kind: 'custom', app, server, name: parts.slice(4).join('.') } : undefined;
  const last = parts.at(-1);
  if (parts.length === 5 && last === 'apdex') return { kind: 'apdex', app, server, transaction: head };
  if (last !== 'ok' && last !== 'error') return undefined;
  if (parts.length === 5) return { kind: 'transaction', app, server, transaction: head, outcome: last };
  const functions: string[] = [];
  for (let i = 4; i < parts.length - 1; i += 2) {
    if (parts[i] !== 'children' || i + 1 >= parts.length - 1) return undefined;
    functions.push(parts[i + 1] as string);
  }
  return { kind: 'function', app, server, transaction: head, functions, outcome: last };
}

/** True for the timers whose sealed data keeps sketches from the 1 m tier on: outcomes of transactions. */
export function isTransactionOutcome(path: string): boolean {
  return parseCarpyPath(path)?.kind === 'transaction';
}

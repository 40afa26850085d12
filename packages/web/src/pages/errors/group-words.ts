/** Figures and states of a group of errors, in words. Pure. */
import type { ErrorGroupRow, ErrorGroupState } from '@carpy/api';
import { formatInteger, nbsp } from '../../format/index.ts';

/** `1,234`, or `≈ 1,234` where records were left out. */
export const countWords = (count: number, exact: boolean): string =>
  exact ? formatInteger(count) : `≈${nbsp}${formatInteger(Math.round(count))}`;

export const countHint = (exact: boolean): string | undefined =>
  exact ? undefined : 'About: some records were left out; this is their share of the exact number of errors.';

export const stateWords: Readonly<Record<ErrorGroupState, string>> = {
  open: 'Open',
  resolved: 'Resolved',
  ignored: 'Ignored',
};

/** `POST /cart, GET /search and 3 more`. */
export function namesWords(named: readonly { readonly name: string }[], most = 2): string {
  const names = named.slice(0, most).map(({ name }) => name);
  const more = named.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${formatInteger(more)} more` : names.join(', ');
}

/** What can be done with a group in this state. */
export const actionsOf = (state: ErrorGroupState): readonly ('resolve' | 'ignore' | 'reopen')[] =>
  state === 'open' ? ['resolve', 'ignore'] : ['reopen'];

/** What takes a change back: the action that leads to the state from before. */
export const undoOf = (before: ErrorGroupRow['state']): 'resolve' | 'ignore' | 'reopen' =>
  before === 'open' ? 'reopen' : before === 'resolved' ? 'resolve' : 'ignore';

export const labelOfAction: Readonly<Record<'resolve' | 'ignore' | 'reopen', string>> = {
  resolve: 'Resolve',
  ignore: 'Ignore',
  reopen: 'Reopen',
};

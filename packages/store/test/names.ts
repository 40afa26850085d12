/** Names for the tests of the index. */
import type { SeriesKind } from '@carpy/core';
import type { NamedSeries, NamesToLog } from '../src/embedded/log-record.ts';
import { textBefore } from '../src/index-tree/name-bytes.ts';
import { NameIndex } from '../src/index-tree/name-index.ts';
import { packTraits, type Traits } from '../src/schema/schema.ts';

export const traitsFor = (_name: string, kind: SeriesKind): Traits =>
  packTraits({ kind, outcome: false, schema: 0, undecided: false, rule: 0 });

/** An index of names, with ids from 0; `name kind` where the kind is not plain. */
export function names(...all: readonly string[]): NameIndex {
  const index = new NameIndex();
  for (const text of all) {
    const [name = '', kind = 'plain'] = text.split(' ');
    if (index.declare(name, kind as SeriesKind, traitsFor) === 'rejected') throw new Error(`rejected: ${text}`);
  }
  return index;
}

/** Names as a record of the log takes them. */
export const namesToLog = (declared: readonly NamedSeries[]): NamesToLog => ({
  count: declared.length,
  idAt: (i) => (declared[i] as NamedSeries).id,
  traitsAt: (i) => (declared[i] as NamedSeries).traits,
  nameBefore: (i, into) => textBefore((declared[i] as NamedSeries).name, into),
});

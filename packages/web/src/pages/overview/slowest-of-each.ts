/** One row a transaction, with how many more of it were given. Pure. */
import type { RecordRow } from '@carpy/api';

export interface SlowestOf {
  readonly row: RecordRow;
  /** Other rows of the same transaction among those given. */
  readonly others: number;
}

/** `rows`: the slowest first. */
export function slowestOfEach(rows: readonly RecordRow[], most: number): SlowestOf[] {
  const found = new Map<string, { readonly row: RecordRow; others: number }>();
  for (const row of rows) {
    const name = row.transaction ?? row.kind;
    const known = found.get(name);
    if (known === undefined) found.set(name, { row, others: 0 });
    else known.others++;
  }
  return [...found.values()].slice(0, most);
}

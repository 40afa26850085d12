// SQLite as a plain table, a row a point, driven by Python's own module: sqlite.py says what it does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, T0 } from './folder.mjs';
import { fillValues } from './made-up-values.mjs';
import { script } from './peer-python.mjs';

const DISTINCT = 20;

/** `reads` one series and 1,000 at once that many times. */
export function sqlite({ series, flushes, reads = 0 }) {
  return inFolder(async (dir) => {
    const values = Array.from({ length: DISTINCT }, (_, i) =>
      Buffer.from(fillValues(new Float64Array(series), i).buffer),
    );
    writeFileSync(join(dir, 'values'), Buffer.concat(values));
    try {
      return await script('python3', 'sqlite.py', [dir, series, flushes, DISTINCT, T0, reads]);
    } catch (error) {
      return {
        missing: String(error.stderr ?? error.message)
          .trim()
          .split('\n')
          .at(-1),
      };
    }
  });
}

/** When the oldest record of an app began: codes of the segments tell who is in them, so those of other apps are not read. */
import type { RowSource } from './row-source.ts';
import type { SearchWork } from './search-work.ts';

/** Epoch ms; `app` empty: of all. Undefined where there is none. Throws CARPY_CANCELLED. */
export async function oldestOfApp(
  work: SearchWork,
  sources: readonly RowSource[],
  app: string,
): Promise<number | undefined> {
  const inOrder = sources.filter(({ rows }) => rows > 0).sort((a, b) => a.minMs - b.minMs);
  let oldestMs: number | undefined;
  for (const source of inOrder) {
    if (oldestMs !== undefined && source.minMs >= oldestMs) break;
    const firstMs = work.around(source, () => firstIn(source, app));
    if (firstMs !== undefined) oldestMs = Math.min(oldestMs ?? firstMs, firstMs);
    if (work.isOver) await work.breathe();
  }
  return oldestMs;
}

function firstIn(source: RowSource, app: string): number | undefined {
  if (app === '') return source.minMs;
  const { fields, counts } = source.table('origin');
  const isOfApp = fields.map((of, code) => of.app === app && (counts[code] as number) > 0);
  if (!isOfApp.includes(true)) return undefined;
  const codes = source.codes('origin');
  const position = codes?.findIndex((code) => isOfApp[code] === true) ?? 0;
  return source.starts().at(position);
}

/** The series that a whisper file holds, by its place in the tree, as carbon lays it out. */

/** Tagged series: `_tagged/<3 hex>/<3 hex>/disk_DOT_used;host=a.wsp`, which has the name with its dots replaced. */
const TAGGED = /^_tagged\/[0-9a-f]{3}\/[0-9a-f]{3}\/([^/]+)$/;
const HASH = /^[0-9a-f]{64}$/;

/**
 * @param path Below the tree's root, with `/`, `.wsp` at its end.
 * @returns undefined where the path does not say it: carbon was set to TAG_HASH_FILENAMES.
 */
export function seriesNameOf(path: string): string | undefined {
  const stem = path.replace(/\.wsp$/, '');
  const tagged = TAGGED.exec(stem)?.[1];
  if (tagged === undefined) return stem.replaceAll('/', '.');
  return HASH.test(tagged) ? undefined : tagged.replaceAll('_DOT_', '.');
}

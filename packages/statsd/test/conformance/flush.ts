/** One flush, as names and numbers: of StatsD what it wrote to carbon, of ours what the batch says. */
export type Flush = ReadonlyMap<string, number>;

/** Carbon's plaintext lines. Names may hold blanks here: StatsD does not clean tags when keyNameSanitize is off. */
export function readCarbonLines(text: string): Flush {
  const flush = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const stampAt = line.lastIndexOf(' ');
    const valueAt = line.lastIndexOf(' ', stampAt - 1);
    if (valueAt < 0) throw new Error(`StatsD wrote no carbon line: ${JSON.stringify(line.slice(0, 200))}`);
    flush.set(line.slice(0, valueAt), Number(line.slice(valueAt + 1, stampAt)));
  }
  return flush;
}

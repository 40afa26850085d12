/** Zones: runs of rows for which the longest duration and the first start are known. */
export const ZONE_ROWS = 1024;

/** The longest duration of each. */
export function longestByZone(durations: Uint32Array): Uint32Array {
  const longest = new Uint32Array(Math.ceil(durations.length / ZONE_ROWS));
  for (let row = 0; row < durations.length; row++) {
    const zone = Math.floor(row / ZONE_ROWS);
    if ((durations[row] as number) > (longest[zone] as number)) longest[zone] = durations[row] as number;
  }
  return longest;
}

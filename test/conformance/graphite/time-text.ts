/** A moment as both servers read it in any text, whatever their clocks say: `21:05_20260131`, UTC. */
export function clockTime(epochS: number): string {
  const iso = new Date(epochS * 1_000).toISOString();
  return `${iso.slice(11, 16)}_${iso.slice(0, 10).replaceAll('-', '')}`;
}

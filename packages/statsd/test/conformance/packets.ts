/** Packs the cases' lines of one window into datagrams, the same way for every reader. */
import type { Case } from './cases.ts';

/** A packet's payload on a usual network. */
const PACKET_BYTES = 1_400;
const MAX_LINES = 40;

export const caseKey = (index: number): string => `q${index}q`;

/** The case that a flushed name belongs to; undefined for StatsD's own. */
export function caseOf(name: string): number | undefined {
  const found = /q(\d+)q/.exec(name);
  return found === null ? undefined : Number(found[1]);
}

/** `change` may put other words for a line; packets stay the same in number and order. */
export function packetsOf(
  cases: readonly Case[],
  window: number,
  change: (line: string, index: number) => string,
): Buffer[] {
  const packets: Buffer[] = [];
  let lines: string[] = [];
  let bytes = 0;
  let room = 1;
  const close = (): void => {
    if (lines.length === 0) return;
    // Some senders end the last line, some don't.
    packets.push(Buffer.from(lines.join('\n') + (packets.length % 3 === 0 ? '\n' : '')));
    lines = [];
    bytes = 0;
    room = 1 + ((packets.length * 7) % MAX_LINES);
  };
  for (const [index, { windows }] of cases.entries()) {
    for (const template of windows[window] ?? []) {
      const line = template.replaceAll('~~', caseKey(index));
      const length = Buffer.byteLength(line) + 1;
      if (lines.length >= room || bytes + length > PACKET_BYTES) close();
      lines.push(change(line, index));
      bytes += length;
    }
  }
  close();
  return packets;
}

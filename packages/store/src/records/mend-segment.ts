/** Mends one segment while no engine has the folder. */
import { openSegment } from './records-folder.ts';
import { parseRecordsName } from './segment-format.ts';
import { type ListOptions, SegmentList } from './segment-list.ts';

/** Writes it anew with what can be read of it. False where that is nothing: the file stays. Throws what the file system throws. */
export async function mendSegment(options: ListOptions, name: string): Promise<boolean> {
  const parsed = parseRecordsName(name);
  if (parsed?.is !== 'segment') throw new Error(`${name} is no segment`);
  const list = new SegmentList(options);
  try {
    const segment = await openSegment(options, list.room, parsed.sequence, parsed.generation);
    if (segment === undefined) return false;
    // Another name: its end was damaged, and it is written anew by now.
    if (segment.name !== name) return true;
    list.add(segment);
    list.fault(name, 'it is damaged');
    await list.mend();
    return true;
  } finally {
    list.room.open.closeAll();
  }
}

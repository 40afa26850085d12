/** Looks through the bytes of a segment for damage. */
import { crc32 } from 'node:zlib';
import { isCarpyError } from '@carpy/core';
import { BlockView } from './block-view.ts';
import {
  type Directory,
  type FileHead,
  PART_HEAD_BYTES,
  readDirectory,
  readHead,
  readPart,
  SEGMENT_MAGIC,
  SegmentDamage,
} from './segment-format.ts';

export interface SegmentLook {
  /** Undefined when it cannot be read. */
  readonly directory: Directory | undefined;
  /** What is damaged, as the end of a sentence. */
  readonly damage: readonly string[];
  /** Why this version cannot read it, where a newer one wrote it. */
  readonly newer: string | undefined;
}

/** `quick`: head and end only. */
export function lookAtSegment(bytes: Uint8Array, file: string, quick: boolean): SegmentLook {
  try {
    const head = readHead(bytes, SEGMENT_MAGIC, file);
    const directory = readDirectory((at, length) => bytes.subarray(at, at + length), bytes.length);
    const damage = quick ? [] : [...damagedBeginning(bytes, head, directory), ...damagedSections(bytes, directory)];
    return { directory, damage, newer: undefined };
  } catch (e) {
    if (isCarpyError(e)) return { directory: undefined, damage: [], newer: e.detail };
    if (!(e instanceof SegmentDamage)) throw e;
    return { directory: undefined, damage: [e.message], newer: undefined };
  }
}

function damagedBeginning(bytes: Uint8Array, { end, version }: FileHead, { rows }: Directory): string[] {
  // Without rows nothing needs it.
  if (rows === 0) return [];
  const preset = readPart(bytes, end);
  const isSound =
    preset !== undefined && (version === 1 || readPart(bytes, end + PART_HEAD_BYTES + preset.length) !== undefined);
  return isSound ? [] : ['the beginning is damaged'];
}

function damagedSections(bytes: Uint8Array, { sections }: Directory): string[] {
  const damage: string[] = [];
  for (const [name, { offset, bytes: length, crc }] of Object.entries(sections))
    if (crc32(bytes.subarray(offset, offset + length)) !== crc) damage.push(`the part ${name} is damaged`);
  const { blocks, preset } = sections;
  if (damage.length > 0 || blocks === undefined || preset === undefined) return damage;
  const places = new Uint32Array(bytes.slice(blocks.offset, blocks.offset + blocks.bytes).buffer);
  const words = bytes.subarray(preset.offset, preset.offset + preset.bytes);
  let lost = 0;
  for (let at = 0; at + 3 < places.length; at += 2)
    if (!isWhole(bytes.subarray(places[at], places[at + 2]), words))
      lost += (places[at + 3] as number) - (places[at + 1] as number);
  return lost === 0 ? [] : [`blocks with ${lost} records are damaged: they are lost`];
}

/** Records are not looked at: what codes stand for does not matter. */
function isWhole(block: Uint8Array, preset: Uint8Array): boolean {
  try {
    return new BlockView(block, { preset, fields: { what: [], origin: [], result: [] } }).rows > 0;
  } catch (e) {
    if (e instanceof SegmentDamage) return false;
    throw e;
  }
}

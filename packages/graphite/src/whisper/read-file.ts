/**
 * A whisper file's points. The format is drawn in whisper's own source (https://github.com/graphite-project/whisper, whisper.py): big-endian;
 * a header of aggregation type, longest retention, xFilesFactor and number of archives; a line for each archive with its offset, step and slots;
 * then the slots, each a stamp (u32) and a value (f64). A slot is written in place and never cleared, so what is older than its archive's
 * retention is what stood there a round ago.
 */
import { CarpyError, ROLL_UP_METHODS, type RollUpRule } from '@carpy/core';

export interface WhisperFile {
  readonly rule: RollUpRule;
  /** Finest first. Together they have each moment once: from the finest archive that has a point there. */
  readonly archives: readonly WhisperArchive[];
}

export interface WhisperArchive {
  readonly stepS: number;
  /** Ascending; seconds since the epoch. */
  readonly atS: Float64Array;
  readonly values: Float64Array;
}

const HEADER_BYTES = 16;
const ARCHIVE_BYTES = 12;
const POINT_BYTES = 12;
const MAX_ARCHIVES = 64;

/**
 * @param nowS What is older than an archive's retention at this moment, or later than it, is left out.
 * @throws CarpyError CARPY_BAD_FILE saying what is wrong; `where` names the file.
 */
export function readWhisper(bytes: Uint8Array, nowS: number, where: string): WhisperFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (what: string): CarpyError => new CarpyError('CARPY_BAD_FILE', `${where}: ${what}`);
  if (bytes.length < HEADER_BYTES)
    throw bad(`it has ${bytes.length} bytes, a whisper file has ${HEADER_BYTES} at least`);
  const method = ROLL_UP_METHODS[view.getUint32(0) - 1];
  if (method === undefined)
    throw bad(`its aggregation type is ${view.getUint32(0)}, there are 1 to ${ROLL_UP_METHODS.length}`);
  const xFilesFactor = Number(view.getFloat32(8).toPrecision(6));
  if (!(xFilesFactor >= 0 && xFilesFactor <= 1)) throw bad(`its xFilesFactor is ${xFilesFactor}, it lies from 0 to 1`);
  const count = view.getUint32(12);
  if (count < 1 || count > MAX_ARCHIVES) throw bad(`it says ${count} archives, there are 1 to ${MAX_ARCHIVES}`);
  if (bytes.length < HEADER_BYTES + count * ARCHIVE_BYTES) throw bad('it ends within its list of archives');
  const archives: Archive[] = [];
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + i * ARCHIVE_BYTES;
    const [offset, stepS, slots] = [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8)];
    if (stepS === 0) throw bad(`archive ${i + 1} has a step of 0 s`);
    if (offset + slots * POINT_BYTES > bytes.length)
      throw bad(`it ends within archive ${i + 1}: ${bytes.length} bytes, ${offset + slots * POINT_BYTES} are needed`);
    archives.push(pointsOf(view, offset, stepS, slots, nowS));
  }
  return { rule: { method, xFilesFactor }, archives: eachOnce(archives) };
}

interface Archive extends WhisperArchive {
  readonly oldestS: number;
}

/** Points of one archive within its retention, ascending. */
function pointsOf(view: DataView, offset: number, stepS: number, slots: number, nowS: number): Archive {
  const oldestS = nowS - stepS * slots;
  const found: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const at = offset + slot * POINT_BYTES;
    const atS = view.getUint32(at);
    // Not a multiple of the step: written by something else than whisper, or torn.
    if (atS <= oldestS || atS > nowS || atS % stepS !== 0) continue;
    if (Number.isFinite(view.getFloat64(at + 4))) found.push(slot);
  }
  found.sort((a, b) => view.getUint32(offset + a * POINT_BYTES) - view.getUint32(offset + b * POINT_BYTES));
  return {
    stepS,
    oldestS,
    atS: Float64Array.from(found, (slot) => view.getUint32(offset + slot * POINT_BYTES)),
    values: Float64Array.from(found, (slot) => view.getFloat64(offset + slot * POINT_BYTES + 4)),
  };
}

/**
 * A coarse point counts where no finer archive has any, and in the slot that began before the finer one's retention: what is left there of
 * the finer points would roll up to something else, so they go.
 */
function eachOnce(archives: readonly Archive[]): WhisperArchive[] {
  const kept: Archive[] = [];
  for (const archive of archives) {
    const finer = kept.at(-1);
    if (finer !== undefined) {
      const edgeS = Math.floor(finer.oldestS / archive.stepS) * archive.stepS;
      if (has(archive, edgeS, 1)) kept[kept.length - 1] = only(finer, (atS) => atS >= edgeS + archive.stepS);
    }
    kept.push(only(archive, (atS) => !kept.some((k) => has(k, atS, archive.stepS))));
  }
  return kept.map(({ stepS, atS, values }) => ({ stepS, atS, values }));
}

function only(archive: Archive, keep: (atS: number) => boolean): Archive {
  const wanted = archive.atS.map((atS) => (keep(atS) ? 1 : 0));
  return {
    ...archive,
    atS: archive.atS.filter((_, i) => wanted[i] === 1),
    values: archive.values.filter((_, i) => wanted[i] === 1),
  };
}

/** Whether an archive has a point in [atS, atS + stepS). */
function has(archive: WhisperArchive, atS: number, stepS: number): boolean {
  let low = 0;
  let high = archive.atS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((archive.atS[middle] as number) < atS) low = middle + 1;
    else high = middle;
  }
  return low < archive.atS.length && (archive.atS[low] as number) < atS + stepS;
}

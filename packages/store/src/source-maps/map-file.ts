/** A source map's file: a line of JSON that says what it is of, then the map as it came. Its name follows from what it is of. */
import { createHash } from 'node:crypto';

/** Within the data folder. */
export const MAPS_FOLDER = 'sourcemaps';
const ENDING = '.map';
/** What is being written has another ending. */
export const MAP_PART_ENDING = '.part';
const NAME = /^[0-9a-f]{40}\.map$/;
/** Longer than any head that is written. */
export const MAX_MAP_HEAD_BYTES = 8_192;
const NEWLINE = 10;

export interface MapFileHead {
  /** Segment. */
  readonly app: string;
  readonly version: string;
  /** The built file. */
  readonly file: string;
  /** Of the map. */
  readonly bytes: number;
  readonly uploadedMs: number;
  /** Of the map; files that were written before it was there have none. */
  readonly crc32?: number;
}

export const mapFileName = ({ app, version, file }: Pick<MapFileHead, 'app' | 'version' | 'file'>): string =>
  `${createHash('sha256').update(`${app}\n${version}\n${file}`).digest('hex').slice(0, 40)}${ENDING}`;

export const isMapFileName = (name: string): boolean => NAME.test(name);

export const mapHeadLine = (head: MapFileHead): string => `${JSON.stringify(head)}\n`;

/** The head, and where the map begins; undefined where there is none. `bytes`: the beginning of the file is enough. */
export function readMapHead(bytes: Uint8Array): { readonly head: MapFileHead; readonly at: number } | undefined {
  const end = bytes.subarray(0, MAX_MAP_HEAD_BYTES).indexOf(NEWLINE);
  if (end < 0) return undefined;
  try {
    const head = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8')) as Partial<MapFileHead>;
    const { app, version, file, bytes: length, uploadedMs, crc32 } = head;
    const texts = [app, version, file].every((text) => typeof text === 'string');
    const numbers = [length, uploadedMs, crc32 ?? 0].every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
    return texts && numbers ? { head: head as MapFileHead, at: end + 1 } : undefined;
  } catch {
    return undefined;
  }
}

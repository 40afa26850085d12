/** Looks through the source maps: each has its head, its length and its sum, and the name that follows from what it is of. */
import { crc32 } from 'node:zlib';
import { isMapFileName, MAP_PART_ENDING, MAPS_FOLDER, mapFileName, readMapHead } from '../source-maps/map-file.ts';
import type { Finding } from './finding.ts';
import { listFolder } from './list-folder.ts';
import { readIfThere } from './read-file.ts';

export interface MapsSeen {
  readonly findings: readonly Finding[];
  readonly sourceMaps: number;
}

/** `quick`: only whether names are right. `onBytes` is told of each file read. */
export async function checkMaps(dir: string, quick: boolean, onBytes: (bytes: number) => void): Promise<MapsSeen> {
  const findings: Finding[] = [];
  let sourceMaps = 0;
  for (const { name } of await listFolder(`${dir}/${MAPS_FOLDER}`)) {
    const file = `${MAPS_FOLDER}/${name}`;
    // The next start takes away what was being written.
    if (name.endsWith(MAP_PART_ENDING)) continue;
    if (!isMapFileName(name)) {
      findings.push(stranger(file));
      continue;
    }
    sourceMaps++;
    if (quick) continue;
    const bytes = await readIfThere(`${dir}/${file}`);
    if (bytes === undefined) continue;
    onBytes(bytes.length);
    const what = damageOf(bytes, name);
    if (what !== undefined) findings.push(damaged(file, what));
  }
  return { findings, sourceMaps };
}

function damageOf(bytes: Uint8Array, name: string): string | undefined {
  const read = readMapHead(bytes);
  if (read === undefined) return 'this source map does not say what it is of, and is not used';
  const { head, at } = read;
  const of = `the source map of ${head.app} ${head.version} ${head.file}`;
  if (mapFileName(head) !== name) return `${of} has the name of another, and is not found`;
  const map = bytes.subarray(at);
  const isWhole = map.length === head.bytes && (head.crc32 === undefined || crc32(map) === head.crc32);
  return isWhole ? undefined : `${of} is damaged: stacks of that version are shown as they were built`;
}

const damaged = (file: string, what: string): Finding => ({
  level: 'damage',
  file,
  what,
  remedy: 'a repair moves it to damaged/; upload it again with carpy sourcemaps upload',
  repair: (hands) => hands.setAside(file),
});

const stranger = (file: string): Finding => ({
  level: 'note',
  file,
  what: 'no source map has such a name; the server does not read it',
  remedy: 'a repair moves it to damaged/',
  repair: (hands) => hands.setAside(file),
});

/** The source maps' part of a backup: files that never change; one that goes meanwhile was too old or too much, and is left out. */
import { isMapFileName, MAPS_FOLDER } from '../source-maps/map-file.ts';
import type { BackupFile } from './backup-list.ts';
import type { RecordsCopying } from './copy-records.ts';
import { listFolder } from './list-folder.ts';

export async function copyMaps({ dir, copy, expect }: RecordsCopying): Promise<readonly BackupFile[]> {
  const found = (await listFolder(`${dir}/${MAPS_FOLDER}`)).filter(({ name }) => isMapFileName(name));
  expect(found.reduce((sum, { bytes }) => sum + bytes, 0));
  const files: BackupFile[] = [];
  for (const { name } of found) {
    const path = `${MAPS_FOLDER}/${name}`;
    const copied = await copy(path, { isFixed: true });
    if (copied !== undefined) files.push({ path, ...copied });
  }
  return files;
}

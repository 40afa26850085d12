/** Looks at the kept window through the engine's own eyes, with its hands tied. */
import { existsSync } from 'node:fs';
import { Faults } from '../embedded/faults.ts';
import { WindowFile } from '../embedded/kept-window.ts';
import { nodeFiles } from '../files/node-files.ts';
import type { Finding } from './finding.ts';

export async function checkWindow(dir: string): Promise<Finding[]> {
  if (!existsSync(`${dir}/window`)) return [];
  const faults = new Faults();
  const nothing = (): Promise<void> => Promise.resolve();
  await new WindowFile({ ...nodeFiles, rename: nothing, unlink: nothing }, dir, faults).open(new Set());
  if (faults.lines().length === 0) return [];
  return [
    {
      level: 'damage',
      file: 'window',
      what: 'the open interval of the last stop is damaged, or of a newer version: its values are lost, at most one flush interval',
      remedy: 'a repair moves it to damaged/',
      repair: (hands) => hands.setAside('window'),
    },
  ];
}

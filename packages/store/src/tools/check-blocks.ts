/** Looks through the blocks: those that the catalogue registers, all their chunks, and files that it doesn't. */
import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BlockEntry } from '../embedded/block-entry.ts';
import { type BlockContent, isDamage, readBlock, rewriteBlock } from './block-content.ts';
import type { RegisteredBlock } from './catalogue.ts';
import { syncFolder } from './copy-file.ts';
import type { Finding, Hands } from './finding.ts';

export interface BlockSeen {
  readonly findings: readonly Finding[];
  readonly content: BlockContent | undefined;
}

/** `quick`: only whether it is there with the length that it should have. */
export function checkBlock(dir: string, entry: RegisteredBlock, quick: boolean): BlockSeen {
  const path = `${dir}/${entry.file}`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    return only(
      entry,
      `the block is not there: ${spanOf(entry)} are lost`,
      'a repair takes it out of the register; a backup may still have it',
      (hands) => unregister(hands, entry),
    );
  if (quick)
    return found.size === entry.bytes
      ? { findings: [], content: undefined }
      : only(entry, `it has ${found.size} bytes, ${entry.bytes} are registered`, 'carpy doctor tells what is lost');
  let content: BlockContent;
  try {
    content = readBlock(path);
  } catch (e) {
    if (!isDamage(e)) throw e;
    return only(
      entry,
      `the block can't be read (${e instanceof Error ? e.message : e}): ${spanOf(entry)} are lost`,
      'a repair moves it to damaged/ and takes it out of the register; a backup may still have it',
      async (hands) => {
        await unregister(hands, entry);
        await hands.setAside(entry.file);
      },
    );
  }
  const { whole, count, stepS, startS, slots } = content;
  if (stepS !== entry.stepS || startS !== entry.startS || slots * stepS !== entry.lengthS)
    return only(
      entry,
      `it holds ${slots} slots of ${stepS} s from ${startS} on, and is registered as ${spanOf(entry)}: it is another block's file`,
      'a repair moves it to damaged/ and takes it out of the register; a backup may have the right one',
      async (hands) => {
        await unregister(hands, entry);
        await hands.setAside(entry.file);
      },
    );
  if (whole.length === count) return { findings: [], content };
  const { findings } = only(
    entry,
    `${count - whole.length} of ${count} series can't be read: their part of ${spanOf(entry)} is lost`,
    'a repair writes the block anew without them and keeps the original in damaged/',
    async (hands) => {
      await hands.keepOriginal(entry.file);
      // Of a repair that was cut short.
      await hands.setAside(`${entry.file}.tmp`);
      const { bytes, series } = await rewriteBlock(path, whole);
      await syncFolder(dirname(path));
      hands.database?.commit({ putBlocks: [{ ...(entry as BlockEntry), bytes, series }] });
    },
  );
  return { findings, content };
}

function only(
  entry: RegisteredBlock,
  what: string,
  remedy: string,
  repair?: (hands: Hands) => Promise<void>,
): { findings: Finding[]; content: undefined } {
  const finding: Finding = {
    level: 'damage',
    file: entry.file,
    what,
    remedy,
    ...(repair === undefined ? {} : { repair }),
  };
  return { findings: [finding], content: undefined };
}

async function unregister({ database }: Hands, entry: RegisteredBlock): Promise<void> {
  database?.commit({ removeBlocks: [entry as BlockEntry] });
}

const spanOf = ({ stepS, startS, lengthS }: RegisteredBlock): string =>
  `the values each ${stepS} s from ${new Date(startS * 1000).toISOString()} on for ${lengthS} s`;

/** Files among the blocks that nobody registered: left by a seal or a merge that a crash cut short. */
export async function strayBlocks(dir: string, registered: ReadonlySet<string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!existsSync(`${dir}/blk`)) return findings;
  for (const found of await readdir(`${dir}/blk`, { recursive: true, withFileTypes: true })) {
    if (!found.isFile()) continue;
    const file = `${found.parentPath}/${found.name}`.slice(dir.length + 1);
    if (registered.has(file)) continue;
    findings.push({
      level: 'note',
      file,
      what: 'no block that the catalogue knows: left behind by a seal or a merge that did not end; its values are elsewhere',
      remedy: 'the next start removes it; a repair moves it to damaged/',
      repair: (hands) => hands.setAside(file),
    });
  }
  return findings;
}

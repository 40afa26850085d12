/**
 * Runs as a process of its own, in a data folder whose files it makes up: a log at a time is appended to, then a block with its content is
 * registered and the log removed, as a seal does it; then blocks are merged, two into one. Prints each line that it has made durable.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openDatabase } from '../src/embedded/database.ts';
import { entryOf } from './disk-blocks.ts';

const dir = process.argv[2] as string;
const tier = { stepS: 10, retentionS: 86_400 };
mkdirSync(`${dir}/lmdb`, { recursive: true });
mkdirSync(`${dir}/wal`, { recursive: true });
mkdirSync(`${dir}/blk/10-86400`, { recursive: true });
const database = await openDatabase(`${dir}/lmdb`, [tier]);
const blocks: ReturnType<typeof entryOf>[] = [];
let generation = 0;

function newBlock(text: string, startS: number): ReturnType<typeof entryOf> {
  const entry = entryOf(tier, startS, 600, text.length, ++generation);
  writeFileSync(`${dir}/${entry.file}`, text);
  return entry;
}

function round(n: number): void {
  const log = `${dir}/wal/${n * 600}-${n}.wal`;
  for (let i = 0; i < 20; i++) {
    writeFileSync(log, `${n}.${i}\n`, { flag: 'a' });
    process.stdout.write(`${n}.${i}\n`);
  }
  const entry = newBlock(readFileSync(log, 'utf8'), n * 600);
  database.commit({ putBlocks: [entry], addSealedLogs: [n] });
  rmSync(log);
  database.commit({ removeSealedLogs: [n] });
  blocks.push(entry);
  if (blocks.length < 4) return;
  const [one, other] = blocks.splice(0, 2) as [typeof entry, typeof entry];
  const merged = newBlock(`${readFileSync(`${dir}/${one.file}`)}${readFileSync(`${dir}/${other.file}`)}`, one.startS);
  database.commit({ putBlocks: [merged], removeBlocks: [one, other] });
  blocks.unshift(merged);
  rmSync(`${dir}/${one.file}`);
  rmSync(`${dir}/${other.file}`);
}

let n = 0;
const next = (): void => {
  round(++n);
  // Slower and slower, so that a machine with much to do comes to the end of a copy between two of them as well.
  setTimeout(next, 20 + 10 * n);
};
next();

/** `carpy doctor`: looks through the data folder for damage, and repairs what can be. */
import type { Examination, Finding } from '@carpy/store';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import { DATA_DIR_OPTION, dataDirOf } from '../data-dir.ts';
import type { CliIo } from '../io.ts';
import { bytesText, progressLine } from '../progress.ts';

interface DoctorFlags {
  readonly dataDir?: string;
  readonly repair?: boolean;
  readonly json?: boolean;
}

export const doctor: CliCommand = {
  name: 'doctor',
  add: (program, io, run) => {
    program
      .command('doctor')
      .summary('look through the data folder for damage')
      .description(
        'Reads everything in the data folder and tells what is wrong. Exits with 0 when it is sound, 1 when something is damaged, 2 when it could not look. While the server runs it only reads what does not change.',
      )
      .option(...DATA_DIR_OPTION)
      .option(
        '--repair',
        'put right what can be; what is damaged is moved to damaged/, never deleted; stop the server first',
      )
      .option('--json', 'print the findings as JSON')
      .action((flags: DoctorFlags) => run(() => lookThrough(flags, io)));
  },
};

async function lookThrough(flags: DoctorFlags, io: CliIo): Promise<ExitCode> {
  const repair = flags.repair === true;
  const progress = progressLine('looked through', io);
  let seen: Examination;
  try {
    // Loaded when wanted: --help needs no store.
    const { examine } = await import('../data-tools.ts');
    const dir = await dataDirOf(flags.dataDir, io);
    seen = await examine({ dir, repair, onProgress: progress.update });
  } catch (e) {
    progress.end();
    io.stderr(`carpy: could not look: ${e instanceof Error ? e.message : String(e)}\n`);
    return EXIT.usage;
  }
  progress.end();
  if (flags.json === true) io.stdout(`${JSON.stringify(seen)}\n`);
  else for (const line of linesOf(seen, repair)) io.stdout(`${line}\n`);
  return seen.findings.some(({ level, repair: can }) => level === 'damage' && !(repair && can !== undefined))
    ? EXIT.failed
    : EXIT.ok;
}

function linesOf(seen: Examination, repair: boolean): string[] {
  const { findings, inUse } = seen;
  const damage = findings.filter(({ level }) => level === 'damage').length;
  const lines = findings.map((finding) => lineOf(finding, repair));
  lines.push(
    `${seen.dir}: format ${seen.format ?? 'unknown'}, ${seen.writer ?? 'writer unknown'}; ${bytesText(seen.freeBytes)} free on its disk`,
    `looked through: ${seen.series} names, ${seen.blocks} blocks with ${seen.chunks} chunks, ${seen.logs} logs with ${seen.records} records`,
    `request log: ${seen.requestRecords} request records, ${seen.segments} segments; ${seen.sourceMaps} source maps`,
  );
  if (seen.unnamed > 0)
    lines.push(
      `${seen.unnamed} series in blocks have no name: they were removed, and their points go when blocks are merged`,
    );
  if (inUse !== undefined) lines.push(`only what does not change was looked at: ${inUse}`);
  if (damage === 0) lines.push('sound: no damage found');
  else if (repair) lines.push(`${damage} damaged, ${seen.repaired} repaired; originals are in ${seen.dir}/damaged`);
  else lines.push(`${damage} damaged; carpy doctor --repair does what the lines above say`);
  return lines;
}

function lineOf({ level, file, what, remedy, repair: can }: Finding, repair: boolean): string {
  const done = repair && can !== undefined ? 'repaired' : level;
  return `${done}: ${file}: ${what}; ${remedy}`;
}

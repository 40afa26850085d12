/** Looks through the logs: every record's checksum. */
import { readdir, readFile } from 'node:fs/promises';
import { parseLogName } from '../embedded/log.ts';
import { isGone } from './empty-folder.ts';
import type { Finding } from './finding.ts';
import { logFrames } from './log-frames.ts';

export interface LogsSeen {
  readonly findings: readonly Finding[];
  readonly logs: number;
  readonly records: number;
}

/** `onBytes` is told of each log read. */
export async function checkLogs(
  dir: string,
  sealed: ReadonlySet<number>,
  onBytes: (bytes: number) => void,
): Promise<LogsSeen> {
  const findings: Finding[] = [];
  let logs = 0;
  let records = 0;
  for (const name of await readdir(`${dir}/wal`).catch(() => [])) {
    const parsed = parseLogName(name);
    const file = `wal/${name}`;
    if (parsed === undefined) {
      findings.push(stranger(file));
      continue;
    }
    if (sealed.has(parsed.sequence)) {
      findings.push({
        level: 'note',
        file,
        what: 'everything in this log is in blocks by now; the server ended before it removed the log',
        remedy: 'the next start removes it',
      });
      continue;
    }
    const bytes = await readFile(`${dir}/${file}`).catch((e: unknown) => {
      // Sealed while the server went on.
      if (isGone(e)) return undefined;
      throw e;
    });
    if (bytes === undefined) continue;
    onBytes(bytes.length);
    const { whole, damaged } = logFrames(bytes);
    logs++;
    records += whole.length;
    if (damaged === 0) continue;
    findings.push({
      level: 'damage',
      file,
      what: `${damaged} damaged part${damaged === 1 ? '' : 's'} between ${whole.length} whole records: the flushes and points in ${damaged === 1 ? 'it' : 'them'} are lost`,
      remedy: 'a repair writes the log anew with its whole records and keeps the original in damaged/',
      repair: async (hands) => {
        await hands.keepOriginal(file);
        await hands.replace(file, Buffer.concat(whole.map(([from, until]) => bytes.subarray(from, until))));
      },
    });
  }
  return { findings, logs, records };
}

/** A file that the store never made, or did not end making. */
function stranger(file: string): Finding {
  return {
    level: 'note',
    file,
    what: 'no log has such a name; the server does not read it',
    remedy: 'a repair moves it to damaged/',
    repair: (hands) => hands.setAside(file),
  };
}

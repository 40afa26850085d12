/** Reads carbon's plaintext lines and sends them to a running server. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CarpyError, canonicalName, parseDecimal } from '@carpy/core';
import type { CliIo } from '../cli/io.ts';
import { ImportSender, type ImportTotals } from './import-sender.ts';

export interface LinesImport {
  /** Standard input where absent. */
  readonly file: string | undefined;
  readonly url: string | undefined;
  readonly signal: AbortSignal;
}

export interface LinesResult extends ImportTotals {
  readonly lines: number;
  /** Lines that can't be read; the first of them with the reason. */
  readonly bad: number;
  readonly faults: readonly string[];
}

/** Lines that are held until their series are sent together. */
const LINES_AT_ONCE = 50_000;
const MAX_FAULTS = 20;
const MAX_LINE = 8_192;

interface Points {
  readonly atS: number[];
  readonly values: number[];
}

/** @throws CarpyError CARPY_BAD_FILE, CARPY_UNREACHABLE, CARPY_BAD_REQUEST; the signal's reason. */
export async function importLines({ file, url, signal }: LinesImport, io: CliIo): Promise<LinesResult> {
  const sender = new ImportSender(url, io);
  const input = file === undefined ? process.stdin : createReadStream(file);
  const faults: string[] = [];
  let lines = 0;
  let bad = 0;
  let held = new Map<string, Points>();
  let heldLines = 0;
  const flush = async (): Promise<void> => {
    for (const [name, points] of held) sender.add({ name, archives: [{ stepS: 0, ...points }] });
    held = new Map();
    heldLines = 0;
    await sender.send();
  };
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted();
      if (line.trim() === '' || line.startsWith('#')) continue;
      lines++;
      const point = pointOf(line);
      if (typeof point === 'string') {
        bad++;
        if (faults.length < MAX_FAULTS) faults.push(`line ${lines}: ${point}: ${line.slice(0, 200)}`);
        continue;
      }
      const points = held.get(point.name) ?? { atS: [], values: [] };
      held.set(point.name, points);
      points.atS.push(point.atS);
      points.values.push(point.value);
      if (++heldLines >= LINES_AT_ONCE) await flush();
    }
  } catch (e) {
    if ((e as NodeJS.ErrnoException).syscall === undefined) throw e;
    throw new CarpyError('CARPY_BAD_FILE', `${file ?? 'standard input'}: ${(e as Error).message}`, { cause: e });
  } finally {
    if (input !== process.stdin) input.destroy();
  }
  await flush();
  return { ...sender.totals, lines, bad, faults };
}

/** A point, or why the line is none. */
function pointOf(line: string): { readonly name: string; readonly atS: number; readonly value: number } | string {
  if (line.length > MAX_LINE) return `${line.length} characters, at most ${MAX_LINE} are read`;
  const [path = '', value = '', stamp = '', ...more] = line.trim().split(/\s+/);
  if (stamp === '' || more.length > 0) return 'three fields are needed, path value stamp';
  const name = canonicalName(path);
  if (name === undefined) return `"${path.slice(0, 100)}" is no name of a series`;
  const number = parseDecimal(value);
  if (Number.isNaN(number)) return `"${value.slice(0, 40)}" is no number`;
  const atS = parseDecimal(stamp);
  if (!(atS >= 0 && atS <= 4_294_967_295)) return `"${stamp.slice(0, 40)}" is no stamp in seconds`;
  return { name, atS, value: number };
}

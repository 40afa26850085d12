/** One line on a terminal that tells how far a long command is; nothing elsewhere. */
import type { CliIo } from './io.ts';

const EVERY_MS = 100;

export interface Progress {
  update(doneBytes: number, ofBytes: number): void;
  /** Takes the line away. */
  end(): void;
}

/** `terminal`: standard error is one. */
export function progressLine(what: string, io: CliIo, terminal: boolean = process.stderr.isTTY === true): Progress {
  let lastMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    update(doneBytes, ofBytes) {
      const nowMs = io.clock();
      if (!terminal || nowMs - lastMs < EVERY_MS) return;
      lastMs = nowMs;
      shown = true;
      io.stderr(`\r\x1b[K${what}: ${bytesText(doneBytes)} of ${bytesText(ofBytes)}`);
    },
    end() {
      if (shown) io.stderr('\r\x1b[K');
      shown = false;
    },
  };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `12 bytes`, `3.4 MB`: three digits, powers of 1000. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${UNITS[unit]}`;
}

/** Errors that rose, or are many. */
import type { OverviewAnswer } from '@carpy/api';
import { errorShares } from '../series.ts';
import { lastingRise, type Rise } from './medians.ts';
import {
  beginOf,
  closed,
  deployBefore,
  LEAST_COUNT,
  levelSlots,
  type Sentence,
  type SentencePart,
  text,
} from './sentence-parts.ts';

const ERROR_SHARE_ALWAYS_BAD = 0.05;
const ERRORS_RISE = { factor: 3, least: 0.01 } as const;
export const LEAST_ERRORS = 10;
/** Standard errors between the shares before and after: chance alone does not reach this. */
const SURE = 4;

const sumOf = (values: readonly (number | null)[]): number => values.reduce<number>((sum, v) => sum + (v ?? 0), 0);

/** A rise of the share of errors that counts bear out: at a few requests a slot, shares alone jump by themselves. */
function errorsRise(answer: OverviewAnswer): Rise | undefined {
  const shares = closed(answer, errorShares(answer.ok.count, answer.error.count));
  const rise = lastingRise(shares, { ...ERRORS_RISE, slots: levelSlots(answer, answer.grid.stepS) });
  if (rise === undefined) return undefined;
  const errorsBefore = sumOf(answer.error.count.slice(0, rise.slot));
  const errorsAfter = sumOf(answer.error.count.slice(rise.slot));
  const before = errorsBefore + sumOf(answer.ok.count.slice(0, rise.slot));
  const after = errorsAfter + sumOf(answer.ok.count.slice(rise.slot));
  if (errorsAfter < LEAST_ERRORS || before < LEAST_COUNT) return undefined;
  const all = (errorsBefore + errorsAfter) / (before + after);
  const standardError = Math.sqrt(all * (1 - all) * (1 / before + 1 / after));
  const difference = errorsAfter / after - errorsBefore / before;
  return difference > SURE * standardError
    ? { ...rise, before: errorsBefore / before, after: errorsAfter / after }
    : undefined;
}

export function errorsSentence(answer: OverviewAnswer): Sentence | undefined {
  const { count, errorCount } = answer.totals;
  if (errorCount < LEAST_ERRORS || count < LEAST_COUNT) return undefined;
  const rise = errorsRise(answer);
  const share = errorCount / count;
  if (rise === undefined && share < ERROR_SHARE_ALWAYS_BAD) return undefined;
  const parts: SentencePart[] = [
    { kind: 'share', share: rise?.after ?? share, bad: true },
    text(' of requests fail'),
    ...(rise === undefined ? [] : [text(' since '), { kind: 'moment', atMs: beginOf(answer, rise.slot) } as const]),
  ];
  const [worst] = [...answer.transactions].sort((a, b) => b.totals.errorCount - a.totals.errorCount);
  if (worst !== undefined && worst.totals.errorCount >= errorCount * 0.4) {
    parts.push(
      text('; '),
      { kind: 'share', share: worst.totals.errorCount / errorCount },
      text(' of the errors are in '),
      { kind: 'transaction', transaction: worst.transaction, display: worst.display },
    );
  }
  const deploy = rise === undefined ? undefined : deployBefore(answer, beginOf(answer, rise.slot), answer.grid.stepS);
  if (deploy !== undefined)
    parts.push(text('; it began after '), { kind: 'deploy', version: deploy.version, whenMs: deploy.whenMs });
  return { mood: 'bad', rule: 'errors', parts: [...parts, text('.')] };
}

/**
 * The worst true statement about an app in this range, from the answer of its overview. In order: nothing comes any more; a
 * transaction got slower (with its deploy, if one came shortly before, and the function that makes most of it); errors rose or
 * are many; Apdex is low; a server fell silent; some requests fail, as they did; all is well. Pure: words and figures, the page writes them out.
 */
import type { Annotation, OverviewAnswer, TransactionRow } from '@carpy/api';
import { errorShares } from '../series.ts';
import { lastingRise, medianOf, type Rise } from './medians.ts';

export type SentencePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'transaction'; readonly transaction: string; readonly display: string }
  | { readonly kind: 'function'; readonly display: string }
  | { readonly kind: 'server'; readonly display: string }
  | { readonly kind: 'deploy'; readonly version: string; readonly whenMs: number }
  | { readonly kind: 'duration'; readonly ms: number; readonly bad?: boolean }
  | { readonly kind: 'span'; readonly ms: number }
  | { readonly kind: 'share'; readonly share: number; readonly bad?: boolean }
  | { readonly kind: 'times'; readonly factor: number }
  | { readonly kind: 'moment'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'apdex'; readonly score: number; readonly bad?: boolean };

export interface Sentence {
  /** `bad`: a rule was broken. `idle`: nothing to say anything about. */
  readonly mood: 'bad' | 'well' | 'idle';
  readonly rule: 'no-data' | 'slower' | 'errors' | 'apdex' | 'silent-server' | 'no-worse' | 'well' | 'empty';
  readonly parts: readonly SentencePart[];
}

/** Below this many requests a percentile says little. */
const LEAST_COUNT = 50;
const SLOWER = { factor: 2, least: 20 } as const;
/** Each level lasts at least so many slots, and at least so long. */
const LEVEL_SLOTS = 4;
const LEVEL_S = 60;
/** A deploy so long before a rise, or so shortly after its slot's begin, is named. */
const DEPLOY_BEFORE_MS = 10 * 60_000;
const ERROR_SHARE_ALWAYS_BAD = 0.05;
/** Nobody calls an app well of which so many fail, even if they always did. */
const ERROR_SHARE_NOT_WELL = 0.01;
const ERRORS_RISE = { factor: 3, least: 0.01 } as const;
const LEAST_ERRORS = 10;
/** Standard errors between the shares before and after: chance alone does not reach this. */
const SURE = 4;
const LOW_APDEX = 0.7;
const SILENT_FLUSHES = 6;

const text = (words: string): SentencePart => ({ kind: 'text', text: words });

/** Begin of a slot's events, epoch ms. */
const beginOf = (answer: OverviewAnswer, slot: number): number =>
  (answer.grid.startS + slot * answer.grid.stepS - answer.grid.fineStepS) * 1000;

/** Values up to the last closed slot: one that is still filling tells nothing yet. */
const closed = (answer: OverviewAnswer, values: readonly (number | null)[]): readonly (number | null)[] =>
  answer.grid.openSlot === undefined ? values : values.slice(0, answer.grid.openSlot);

const isDeploy = (a: Annotation): a is Annotation & { readonly version: string } => a.version !== null;

/** `valueStepS`: step of the values that rose; the rise may have begun anywhere in its first one. */
function deployBefore(
  answer: OverviewAnswer,
  riseMs: number,
  valueStepS: number,
): (Annotation & { readonly version: string }) | undefined {
  return answer.annotations
    .filter(isDeploy)
    .filter((a) => a.whenMs >= riseMs - DEPLOY_BEFORE_MS && a.whenMs <= riseMs + valueStepS * 1000)
    .sort((a, b) => b.whenMs - a.whenMs)[0];
}

const percentileStepOf = ({ grid }: OverviewAnswer): number => grid.percentileStepS ?? grid.stepS;

/** Slots of the grid that a level lasts; `valueStepS`: step of the values it is of, which repeat over the grid where it is coarser. */
const levelSlots = ({ grid }: OverviewAnswer, valueStepS: number): number =>
  Math.ceil(Math.max(LEVEL_SLOTS * valueStepS, LEVEL_S) / grid.stepS);

interface Slower {
  readonly row: TransactionRow;
  readonly rise: Rise;
  readonly weight: number;
}

function worstSlower(answer: OverviewAnswer): Slower | undefined {
  let worst: Slower | undefined;
  const slots = levelSlots(answer, percentileStepOf(answer));
  for (const row of answer.transactions) {
    if (row.totals.count < LEAST_COUNT) continue;
    const rise = lastingRise(closed(answer, row.p95), { ...SLOWER, slots });
    if (rise === undefined) continue;
    // What users lose: how much slower, times how many of them.
    const weight = (rise.after - rise.before) * row.totals.count;
    if (worst === undefined || weight > worst.weight) worst = { row, rise, weight };
  }
  return worst;
}

/** The function that most of the rise of the app's mean is in, if one has more than half of it. */
function culprit(
  answer: OverviewAnswer,
  slot: number,
): { readonly display: string; readonly share: number } | undefined {
  let sum = 0;
  let most: { display: string; growth: number; own: boolean } | undefined;
  for (const layer of answer.stack) {
    const values = closed(answer, layer.values);
    const growth = Math.max(0, (medianOf(values.slice(slot)) ?? 0) - (medianOf(values.slice(0, slot)) ?? 0));
    sum += growth;
    const own = layer.function === '_own' || layer.function === '_rest';
    if (most === undefined || growth > most.growth) most = { display: layer.display, growth, own };
  }
  if (most === undefined || most.own || sum <= 0 || most.growth / sum < 0.5) return undefined;
  return { display: most.display, share: most.growth / sum };
}

function slowerSentence(answer: OverviewAnswer, { row, rise }: Slower): Sentence {
  const sinceMs = beginOf(answer, rise.slot);
  const parts: SentencePart[] = [
    text('p95 of '),
    { kind: 'transaction', transaction: row.transaction, display: row.display },
    text(' is '),
    { kind: 'duration', ms: rise.after, bad: true },
    ...(rise.before > 0
      ? [text(', '), { kind: 'times', factor: rise.after / rise.before } as const, text(' as much as before')]
      : []),
    text(', since '),
    { kind: 'moment', atMs: sinceMs },
  ];
  const cause = culprit(answer, rise.slot);
  if (cause !== undefined) {
    parts.push(text('; '), { kind: 'share', share: cause.share }, text(' of the rise is in '), {
      kind: 'function',
      display: cause.display,
    });
  }
  const deploy = deployBefore(answer, sinceMs, percentileStepOf(answer));
  if (deploy !== undefined) {
    const laterMs = sinceMs - deploy.whenMs;
    parts.push(
      text('; it began '),
      ...(laterMs >= 1000 ? [{ kind: 'span', ms: laterMs } as const, text(' after ')] : [text('with ')]),
      { kind: 'deploy', version: deploy.version, whenMs: deploy.whenMs },
    );
  }
  return { mood: 'bad', rule: 'slower', parts: [...parts, text('.')] };
}

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

function errorsSentence(answer: OverviewAnswer): Sentence | undefined {
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

function figures(answer: OverviewAnswer): SentencePart[] {
  const { totals } = answer;
  return [
    { kind: 'rate', perSecond: totals.recordedS > 0 ? totals.count / totals.recordedS : 0 },
    text(', '),
    { kind: 'share', share: totals.errorCount / totals.count },
    text(' errors'),
    ...(totals.p95Ms === null ? [] : [text(', p95 '), { kind: 'duration', ms: totals.p95Ms } as const]),
    text('.'),
  ];
}

/** `nowMs` and `flushIntervalMs` tell how old the last point may be. */
export function sentenceOf(answer: OverviewAnswer, nowMs: number, flushIntervalMs: number): Sentence {
  const { totals } = answer;
  const patienceMs = Math.max(60_000, SILENT_FLUSHES * flushIntervalMs);
  if (answer.range.live && answer.lastPointMs !== null && nowMs - answer.lastPointMs > patienceMs) {
    return {
      mood: 'bad',
      rule: 'no-data',
      parts: [text('No data since '), { kind: 'moment', atMs: answer.lastPointMs }, text('.')],
    };
  }
  if (totals.count === 0) return { mood: 'idle', rule: 'empty', parts: [text('No requests in this range.')] };
  const slower = worstSlower(answer);
  if (slower !== undefined) return slowerSentence(answer, slower);
  const errors = errorsSentence(answer);
  if (errors !== undefined) return errors;
  const { score, thresholdMs } = totals.apdex;
  if (score !== null && score < LOW_APDEX && totals.count >= LEAST_COUNT) {
    const parts: SentencePart[] = [text('Apdex is '), { kind: 'apdex', score, bad: true }];
    if (thresholdMs !== null) parts.push(text(' at T '), { kind: 'duration', ms: thresholdMs });
    const [first] = answer.transactions;
    if (first !== undefined) {
      parts.push(text('; '), { kind: 'share', share: first.share }, text(' of the time goes into '), {
        kind: 'transaction',
        transaction: first.transaction,
        display: first.display,
      });
    }
    return { mood: 'bad', rule: 'apdex', parts: [...parts, text('.')] };
  }
  const silent = answer.servers.filter(
    (s) => s.lastSeenMs !== null && nowMs - s.lastSeenMs > patienceMs && s.lastSeenMs >= answer.range.fromMs,
  );
  const [first] = silent;
  if (answer.range.live && first?.lastSeenMs != null) {
    return {
      mood: 'bad',
      rule: 'silent-server',
      parts: [
        { kind: 'server', display: first.display },
        text(' has been silent since '),
        { kind: 'moment', atMs: first.lastSeenMs },
        text(silent.length > 1 ? `, and ${silent.length - 1} more. Otherwise well: ` : '. Otherwise well: '),
        ...figures(answer),
      ],
    };
  }
  if (totals.errorCount >= LEAST_ERRORS && totals.errorCount / totals.count >= ERROR_SHARE_NOT_WELL)
    return { mood: 'well', rule: 'no-worse', parts: [text('Nothing got worse: '), ...figures(answer)] };
  return { mood: 'well', rule: 'well', parts: [text('All well: '), ...figures(answer)] };
}

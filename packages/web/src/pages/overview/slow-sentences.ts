/** A transaction that got slower, or was slow for a while: since when, what most of it is in, and the deploy that came shortly before. */
import type { OverviewAnswer, TransactionRow } from '@carpy/api';
import { highSpell, lastingRise, medianOf, type Rise, type Spell } from './medians.ts';
import {
  beginOf,
  closed,
  deployBefore,
  LEAST_COUNT,
  levelSlots,
  percentileStepOf,
  type Sentence,
  type SentencePart,
  text,
} from './sentence-parts.ts';

const SLOWER = { factor: 2, least: 20 } as const;
/** A spell is shorter than a level, so it must stand out more. */
const SPELL = { factor: 3, least: 100 } as const;
const SPELL_SLOTS = 2;

interface Worst<T> {
  readonly row: TransactionRow;
  readonly found: T;
}

/** Of the transactions in whose p95 something is found, the one that costs users most: `costOf` one of them, times how many they are. */
function worst<T>(
  answer: OverviewAnswer,
  find: (p95: readonly (number | null)[]) => T | undefined,
  costOf: (found: T) => number,
): Worst<T> | undefined {
  let most: (Worst<T> & { readonly weight: number }) | undefined;
  for (const row of answer.transactions) {
    if (row.totals.count < LEAST_COUNT) continue;
    const found = find(closed(answer, row.p95));
    if (found === undefined) continue;
    const weight = costOf(found) * row.totals.count;
    if (most === undefined || weight > most.weight) most = { row, found, weight };
  }
  return most;
}

function worstSlower(answer: OverviewAnswer): Worst<Rise> | undefined {
  const slots = levelSlots(answer, percentileStepOf(answer));
  return worst(
    answer,
    (p95) => lastingRise(p95, { ...SLOWER, slots }),
    ({ before, after }) => after - before,
  );
}

function worstSpell(answer: OverviewAnswer): Worst<Spell> | undefined {
  const slots = levelSlots(answer, percentileStepOf(answer), SPELL_SLOTS);
  return worst(
    answer,
    (p95) => highSpell(p95, { ...SPELL, slots }),
    ({ level, usual, from, to }) => (level - usual) * (to - from),
  );
}

/** The function that most of the rise of the app's mean in these slots is in, if one has more than half of it. */
function culprit(
  answer: OverviewAnswer,
  from: number,
  to?: number,
): { readonly display: string; readonly share: number } | undefined {
  let sum = 0;
  let most: { display: string; growth: number; own: boolean } | undefined;
  for (const layer of answer.stack) {
    const values = closed(answer, layer.values);
    const others = to === undefined ? values.slice(0, from) : [...values.slice(0, from), ...values.slice(to)];
    const growth = Math.max(0, (medianOf(values.slice(from, to)) ?? 0) - (medianOf(others) ?? 0));
    sum += growth;
    const own = layer.function === '_own' || layer.function === '_rest';
    if (most === undefined || growth > most.growth) most = { display: layer.display, growth, own };
  }
  if (most === undefined || most.own || sum <= 0 || most.growth / sum < 0.5) return undefined;
  return { display: most.display, share: most.growth / sum };
}

/** What is most of the rise, and the deploy that came shortly before it; nothing where neither is known. */
function reasons(answer: OverviewAnswer, sinceMs: number, cause: ReturnType<typeof culprit>): SentencePart[] {
  const parts: SentencePart[] = [];
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
  return parts;
}

export function slowerSentence(answer: OverviewAnswer): Sentence | undefined {
  const slower = worstSlower(answer);
  if (slower === undefined) return undefined;
  const { row, found: rise } = slower;
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
    ...reasons(answer, sinceMs, culprit(answer, rise.slot)),
  ];
  return { mood: 'bad', rule: 'slower', parts: [...parts, text('.')] };
}

export function spellSentence(answer: OverviewAnswer): Sentence | undefined {
  const slow = worstSpell(answer);
  if (slow === undefined) return undefined;
  const { row, found: spell } = slow;
  const sinceMs = beginOf(answer, spell.from);
  const lasts = spell.to === closed(answer, row.p95).length;
  const parts: SentencePart[] = [
    text('p95 of '),
    { kind: 'transaction', transaction: row.transaction, display: row.display },
    text(lasts ? ' is ' : ' was '),
    { kind: 'duration', ms: spell.level, bad: true },
    ...(spell.usual > 0
      ? [text(', '), { kind: 'times', factor: spell.level / spell.usual } as const, text(' as much as usual')]
      : []),
    ...(lasts
      ? [text(', since '), { kind: 'moment', atMs: sinceMs } as const]
      : [
          text(', from '),
          { kind: 'moment', atMs: sinceMs } as const,
          text(' to '),
          { kind: 'moment', atMs: beginOf(answer, spell.to) } as const,
        ]),
    ...reasons(answer, sinceMs, culprit(answer, spell.from, spell.to)),
  ];
  return { mood: 'bad', rule: 'slow-spell', parts: [...parts, text('.')] };
}

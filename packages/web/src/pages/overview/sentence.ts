/**
 * The worst true statement about an app in this range, from the answer of its overview. In order: nothing comes any more; a
 * transaction got slower (with its deploy, if one came shortly before, and the function that makes most of it); errors rose or
 * are many; Apdex is low; a server fell silent; a transaction was slow for a while; some requests fail, as they did; all is well. Pure: words and figures, the page writes them out.
 */
import type { OverviewAnswer } from '@carpy/api';
import { errorsSentence, LEAST_ERRORS } from './errors-sentence.ts';
import { LEAST_COUNT, type Sentence, type SentencePart, text } from './sentence-parts.ts';
import { slowerSentence, spellSentence } from './slow-sentences.ts';

/** Nobody calls an app well of which so many fail, even if they always did. */
const ERROR_SHARE_NOT_WELL = 0.01;
const LOW_APDEX = 0.7;
const SILENT_FLUSHES = 6;

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
  const worse = slowerSentence(answer) ?? errorsSentence(answer);
  if (worse !== undefined) return worse;
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
  const slow = spellSentence(answer);
  if (slow !== undefined) return slow;
  if (totals.errorCount >= LEAST_ERRORS && totals.errorCount / totals.count >= ERROR_SHARE_NOT_WELL)
    return { mood: 'well', rule: 'no-worse', parts: [text('Nothing got worse: '), ...figures(answer)] };
  return { mood: 'well', rule: 'well', parts: [text('All well: '), ...figures(answer)] };
}

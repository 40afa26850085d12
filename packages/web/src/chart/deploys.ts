import type { Annotation } from '@carpy/api';
import { type FormatLocale, readerLocale } from '../format/locale.ts';
import { formatMoment } from '../format/time.ts';
import type { SpanMs } from './grid.ts';

/** A flag on the time axis. */
export interface DeployFlag {
  readonly id: string;
  /** 0 at the left end of the axis, 1 at the right. */
  readonly at: number;
  /** Version, or the text's start; null where a flag before it has no room left beside it and tells of this one too. */
  readonly label: string | null;
  /** All deploys that this flag stands for, a line each. */
  readonly hover: string;
}

const letters = 10;
const letterPx = 6.7;

const short = (text: string): string => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);

const isDeploy = ({ version, tags }: Annotation): boolean => version !== null || tags.includes('deploy');

/** "deploy 4f2c on web-1: faster carts". */
function deployText({ version, text, servers }: Annotation): string {
  const name = version ?? (text || 'of unknown version');
  const where = servers.length > 0 ? ` on ${servers.join(', ')}` : '';
  return `deploy ${name}${where}${text !== '' && text !== name ? `: ${text}` : ''}`;
}

/** What went out within a span, oldest first: the tooltip tells it to those who can't hover over a flag. */
export const deploysWithin = (annotations: readonly Annotation[], span: SpanMs): string[] =>
  annotations
    .filter((one) => isDeploy(one) && one.whenMs > span.fromMs && one.whenMs <= span.toMs)
    .sort((a, b) => a.whenMs - b.whenMs)
    .map(deployText);

/** Annotations that say which version went where, within the span, oldest first. */
export function deployFlags(
  annotations: readonly Annotation[],
  span: SpanMs,
  widthPx: number,
  nowMs: number = Date.now(),
  locale: FormatLocale = readerLocale(),
): DeployFlag[] {
  const deploys = annotations
    .filter((one) => isDeploy(one) && one.whenMs >= span.fromMs && one.whenMs <= span.toMs)
    .sort((a, b) => a.whenMs - b.whenMs);
  const flags: { id: string; at: number; label: string | null; hover: string }[] = [];
  let leader: { flag: (typeof flags)[number]; base: string; count: number; endPx: number } | undefined;
  for (const deploy of deploys) {
    const at = (deploy.whenMs - span.fromMs) / (span.toMs - span.fromMs);
    const hover = `${formatMoment(deploy.whenMs, nowMs, 'second', locale)} ${deployText(deploy)}`;
    const base = short(deploy.version ?? (deploy.text || 'deploy'));
    // Room for " +n" besides, and a little air. Near the right end it flies to the left.
    const flagPx = (base.length + 3) * letterPx + 12;
    const beginPx = (1 - at) * widthPx < flagPx ? at * widthPx - flagPx : at * widthPx;
    if (leader !== undefined && beginPx < leader.endPx) {
      leader.count++;
      leader.flag.label = `${leader.base} +${leader.count}`;
      leader.flag.hover += `\n${hover}`;
      flags.push({ id: deploy.id, at, label: null, hover });
      continue;
    }
    const flag = { id: deploy.id, at, label: base, hover };
    flags.push(flag);
    leader = { flag, base, count: 0, endPx: beginPx + flagPx };
  }
  return flags;
}

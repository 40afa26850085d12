import type { JSX } from 'solid-js';
import { formatPercent } from '../format/index.ts';
import { type ColorToken, cssColor } from '../theme/index.ts';

export interface ShareBarProps {
  /** 0 to 1; more is drawn as 1. */
  readonly share: number;
  readonly color?: ColorToken;
}

/** A share as a bar with its figure. */
export function ShareBar(props: ShareBarProps): JSX.Element {
  return (
    <span class="share-bar">
      <i style={{ width: `${Math.min(1, props.share) * 100}px`, background: cssColor(props.color ?? 'accent') }} />
      <span class="num">{formatPercent(props.share)}</span>
    </span>
  );
}

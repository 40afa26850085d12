/** Values from 1e154 on have squares that no number holds, though how far they spread is one. */

/** Makes any of them so small that sums of squares fit. A power of 2: no digit is lost on the way there and back. */
export const SMALLER: number = 2 ** -540;

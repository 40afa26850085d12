/** A trace as paths: its line, and the area under it. Gaps are breaks. Hot: a chart has up to 400,000 points. */
import type { Trace } from './traces.ts';

export interface PathOptions {
  readonly xOf: (atS: number) => number;
  readonly yOf: (value: number) => number;
  readonly mode: 'slope' | 'staircase' | 'connected';
  /** Gaps of at most so many points are drawn over, with mode connected. */
  readonly connectedLimit: number;
}

type Run = readonly number[];

/** Indices of values that are drawn as one line. */
function runsOf(values: Float64Array, { mode, connectedLimit }: PathOptions): Run[] {
  const longest = mode === 'connected' ? connectedLimit : 0;
  const runs: number[][] = [];
  let run: number[] | undefined;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] as number)) continue;
    if (run === undefined || i - (run.at(-1) as number) - 1 > longest) {
      run = [];
      runs.push(run);
    }
    run.push(i);
  }
  return runs;
}

export function linePath(trace: Trace, options: PathOptions): string {
  const half = Math.max(1.25, trace.lineWidth / 2);
  return runsOf(trace.values, options)
    .map((run) => {
      const points = pointsOf(run, trace.values, trace, options);
      // A value between two gaps has no line: a dot, wide enough to be seen.
      return points.length === 1
        ? `${points[0]?.replace(/^[^ ]+/, (x) => round(Number(x) - half))}h${round(half * 2)}`
        : points.join('L');
    })
    .map((d) => `M${d}`)
    .join('');
}

export function areaPath(trace: Trace, options: PathOptions): string {
  const base = trace.base ?? new Float64Array(trace.values.length);
  return runsOf(trace.values, options)
    .map((run) => [...pointsOf(run, trace.values, trace, options), ...pointsOf(run, base, trace, options).reverse()])
    .map((points) => `M${points.join('L')}Z`)
    .join('');
}

/** A line from bottom to top at each value that is not zero. */
export function infinitePath(trace: Trace, { xOf }: PathOptions, top: number, bottom: number): string {
  let d = '';
  for (let i = 0; i < trace.values.length; i++) {
    if ((trace.values[i] as number) > 0)
      d += `M${round(xOf(trace.startS + i * trace.stepS))} ${round(bottom)}V${round(top)}`;
  }
  return d;
}

function pointsOf(run: Run, values: Float64Array, { startS, stepS }: Trace, { xOf, yOf, mode }: PathOptions): string[] {
  const points: string[] = [];
  for (const i of run) {
    const y = round(yOf(values[i] as number));
    points.push(`${round(xOf(startS + i * stepS))} ${y}`);
    if (mode === 'staircase') points.push(`${round(xOf(startS + (i + 1) * stepS))} ${y}`);
  }
  return points;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** One request to /render with format=json, and what came of it. */

export interface RenderedSeries {
  readonly target: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly datapoints: readonly (readonly [value: number | null, stampS: number])[];
}

export interface Rendered {
  readonly status: number;
  readonly series: readonly RenderedSeries[];
  /** The body of an answer that is no series. */
  readonly error: string;
}

/** A request that takes longer has failed: nothing that is asked takes a tenth of it where the machine does nothing else. */
const TIMEOUT_MS = 60_000;

export async function render(url: string, query: URLSearchParams): Promise<Rendered> {
  const answer = await fetch(`${url}/render?format=json&${query}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body = await answer.text();
  if (!answer.ok) return { status: answer.status, series: [], error: body };
  try {
    return { status: answer.status, series: JSON.parse(body) as RenderedSeries[], error: '' };
  } catch {
    return { status: answer.status, series: [], error: `no JSON: ${body.slice(0, 500)}` };
  }
}

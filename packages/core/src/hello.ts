/** Hello: what an agent tells the server at start and each minute (`POST /api/v1/hello`), and what it is answered. */

export interface HelloRequest {
  /** The app's name as written; its segment is made by `segment`. */
  readonly app: string;
  readonly server: string;
  readonly version?: string;
  readonly agent: { readonly name: string; readonly version: string; readonly language: string };
  /** Start of the process, epoch ms of the agent's clock. */
  readonly startedAtMs: number;
  /** The agent's clock when it sent this, epoch ms. */
  readonly agentTimeMs: number;
  /** Server clock minus agent clock, ms, from the last answer. */
  readonly clockOffsetMs?: number;
  readonly roundTripMs?: number;
  /** Names new or changed since the last answered hello: [segment, display name, Apdex T in ms (transactions)]. */
  readonly names: readonly (readonly [segment: string, display: string, apdexTMs?: number])[];
}

export interface HelloAnswer {
  readonly serverTimeMs: number;
  /** T for transactions that have none of their own, ms. */
  readonly apdexTMs: number;
  /** Where to send StatsD, with the host of the request's Host header: `udp://host:port`; null when the listener is off. */
  readonly statsd: string | null;
  /** Every StatsD listener of this server. */
  readonly statsdAll: readonly string[];
  readonly records: { readonly accepted: boolean; readonly maxBytes: number };
}

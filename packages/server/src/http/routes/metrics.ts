/** The server's own state as Prometheus text. */
import type { CarbonListening, ForwardState, IngestCounts, QueryCounts, StatusRecords } from '@carpy/api';
import type { HttpDeps } from '../deps.ts';
import type { RequestCounts } from '../request-counts.ts';
import type { Route } from '../route.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export function metricsRoute(deps: HttpDeps, counts: RequestCounts): Route {
  return {
    path: '/metrics',
    methods: {
      GET: async (c) =>
        c.body(await metricsText(deps, counts), 200, {
          'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
          'Cache-Control': 'no-store',
        }),
    },
  };
}

async function metricsText(deps: HttpDeps, counts: RequestCounts): Promise<string> {
  const ingest = deps.ingest();
  // The rest is worth telling when the store is down: that is when somebody looks.
  const store = await deps.store.status().catch(() => undefined);
  const memory = process.memoryUsage();
  const one = (value: number): Sample[] => [{ value }];
  const oneOf = (value: number | undefined): Sample[] => (value === undefined ? [] : one(value));
  return [
    family('carpy_build_info', 'gauge', 'Always 1; the version is in the label.', [
      { labels: { version: deps.version }, value: 1 },
    ]),
    family(
      'carpy_start_time_seconds',
      'gauge',
      'When the server started, seconds since the epoch.',
      one(deps.startedAtMs / 1_000),
    ),
    family('carpy_memory_resident_bytes', 'gauge', 'Resident memory of the whole process.', one(memory.rss)),
    family('carpy_memory_heap_used_bytes', 'gauge', 'Used JavaScript heap of the main thread.', one(memory.heapUsed)),
    family('carpy_ingest_packets_total', 'counter', 'StatsD packets received.', one(ingest.packets)),
    family('carpy_ingest_metrics_total', 'counter', 'StatsD metrics taken.', one(ingest.metrics)),
    family('carpy_ingest_carbon_points_total', 'counter', 'Carbon points taken.', one(ingest.carbonPoints)),
    family(
      'carpy_ingest_bad_lines_total',
      'counter',
      'Lines dropped, by cause.',
      Object.entries(ingest.bad).map(([cause, value]) => ({ labels: { cause }, value })),
    ),
    family('carpy_ingest_names', 'gauge', 'Series that StatsD and carbon hold in memory.', one(ingest.names)),
    family('carpy_ingest_names_max', 'gauge', 'How many they may hold.', one(ingest.maxNames)),
    family(
      'carpy_ingest_names_forgotten_total',
      'counter',
      'Idle names forgotten to make room for new ones.',
      one(ingest.namesForgotten),
    ),
    family('carpy_ingest_events_total', 'counter', 'DogStatsD events received.', one(ingest.events)),
    family(
      'carpy_ingest_service_checks_total',
      'counter',
      'DogStatsD service checks received; they are not kept.',
      one(ingest.serviceChecks),
    ),
    family('carpy_ingest_flushes_total', 'counter', 'Flushes made.', one(ingest.flushes)),
    family('carpy_ingest_series_active', 'gauge', 'Series in the last flush.', one(ingest.seriesActive)),
    family(
      'carpy_ingest_last_packet_time_seconds',
      'gauge',
      'When the last packet came, seconds since the epoch; absent before the first.',
      ingest.lastPacketAtMs === null ? [] : one(ingest.lastPacketAtMs / 1_000),
    ),
    ...statsdFamilies(ingest),
    ...carbonFamilies(ingest),
    ...forwardFamilies(ingest.forwards),
    ...queryFamilies(deps.query.counts()),
    ...recordFamilies(await deps.records.status()),
    family('carpy_store_up', 'gauge', '1 when the store answers.', one(store === undefined ? 0 : 1)),
    family(
      'carpy_store_series',
      'gauge',
      'Series known to the store.',
      store === undefined ? [] : one(store.seriesCount),
    ),
    family(
      'carpy_store_disk_bytes',
      'gauge',
      'Bytes of the data folder.',
      store === undefined ? [] : one(store.diskBytes),
    ),
    family('carpy_store_disk_max_bytes', 'gauge', 'Bytes that the store may take.', oneOf(store?.disk?.maxBytes)),
    family('carpy_store_disk_free_bytes', 'gauge', 'Bytes free on its disk.', oneOf(store?.disk?.freeBytes)),
    family(
      'carpy_store_disk_full_seconds',
      'gauge',
      'When the bound or the disk is reached at the present rate, seconds since the epoch.',
      oneOf(store?.disk?.fullAtS),
    ),
    family(
      'carpy_store_faults',
      'gauge',
      'Damaged parts set aside since the start, at most 20.',
      store === undefined ? [] : one(store.faults.length),
    ),
    family(
      'carpy_http_requests_total',
      'counter',
      'Requests answered, by route and status class.',
      counts.list().map(({ route, status, count }) => ({ labels: { route, status }, value: count })),
    ),
    family('carpy_live_clients', 'gauge', 'Open live streams.', one(deps.live.clientCount)),
    family(
      'carpy_live_clients_dropped_total',
      'counter',
      'Live streams closed because they did not keep up.',
      one(deps.live.droppedCount),
    ),
  ].join('');
}

function queryFamilies(counts: QueryCounts): string[] {
  const { running, answered, refused, cancelled, timedOut, failed } = counts;
  const outcomes = { answered, refused, cancelled, timed_out: timedOut, failed };
  return [
    family('carpy_queries_running', 'gauge', 'Queries under way.', [{ value: running }]),
    family(
      'carpy_queries_total',
      'counter',
      'Queries of the render API and of pages, by how they ended.',
      Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
    ),
  ];
}

function recordFamilies({ intake, tails, tailsDropped, kept }: StatusRecords): string[] {
  const one = (value: number): Sample[] => [{ value }];
  const ofKept = (value: number | null | undefined): Sample[] =>
    value === undefined || value === null ? [] : one(value);
  const { busy, tooLarge, unreadable, failed } = intake.refused;
  return [
    family('carpy_records_bodies_total', 'counter', 'Bodies of request records taken.', one(intake.bodies)),
    family('carpy_records_stored_total', 'counter', 'Request records stored.', one(intake.stored)),
    family('carpy_records_repeated_total', 'counter', 'Request records that were there already.', one(intake.repeated)),
    family('carpy_records_bad_lines_total', 'counter', 'Lines of bodies that could not be read.', one(intake.bad)),
    family(
      'carpy_records_refused_total',
      'counter',
      'Bodies that were not taken, by why.',
      Object.entries({ busy, too_large: tooLarge, unreadable, failed }).map(([why, value]) => ({
        labels: { why },
        value,
      })),
    ),
    family('carpy_records_up', 'gauge', '1 when the request log answers.', one(kept === null ? 0 : 1)),
    family('carpy_records_kept', 'gauge', 'Request records kept.', ofKept(kept?.records)),
    family('carpy_records_disk_bytes', 'gauge', 'Bytes of the request log on disk.', ofKept(kept?.bytes)),
    family('carpy_records_segments', 'gauge', 'Segments of the request log.', ofKept(kept?.segments)),
    family(
      'carpy_records_faults',
      'gauge',
      'What is wrong with the request log, at most 20.',
      ofKept(kept?.faults.length),
    ),
    family('carpy_live_tails', 'gauge', 'Open live tails of request records.', one(tails)),
    family(
      'carpy_live_tails_dropped_total',
      'counter',
      'Live tails closed because they did not keep up.',
      one(tailsDropped),
    ),
  ];
}

function statsdFamilies({ statsd }: IngestCounts): string[] {
  if (statsd === null) return [];
  const one = (value: number | null): Sample[] => (value === null ? [] : [{ value }]);
  return [
    family(
      'carpy_statsd_up',
      'gauge',
      "0 when the admin port's health says down.",
      one(statsd.health === 'up' ? 1 : 0),
    ),
    family(
      'carpy_statsd_kernel_drops_total',
      'counter',
      'Datagrams that the kernel dropped because they were not read in time; absent where the system does not tell.',
      one(statsd.kernelDrops),
    ),
    family(
      'carpy_statsd_receive_buffer_bytes',
      'gauge',
      'UDP receive buffer as granted; net.core.rmem_max bounds it.',
      one(statsd.receiveBufferBytes),
    ),
    family('carpy_statsd_clients', 'gauge', 'Stream clients: TCP and unix.', one(statsd.clients)),
    family('carpy_statsd_clients_refused_total', 'counter', 'Clients over the bound.', one(statsd.refused)),
    family('carpy_statsd_clients_idle_total', 'counter', 'Clients closed for silence.', one(statsd.idle)),
    family('carpy_statsd_socket_errors_total', 'counter', 'Errors of sockets and clients.', one(statsd.errors)),
    family(
      'carpy_statsd_unterminated_total',
      'counter',
      'Last lines of streams that never got their newline.',
      one(statsd.unterminated),
    ),
  ];
}

function carbonFamilies({ carbon }: IngestCounts): string[] {
  const listening = [
    { protocol: 'plaintext', counts: carbon.lines },
    { protocol: 'pickle', counts: carbon.pickle },
  ];
  const each = (of: (counts: CarbonListening) => number): Sample[] =>
    listening.flatMap(({ protocol, counts }) => (counts === null ? [] : [{ labels: { protocol }, value: of(counts) }]));
  return [
    family(
      'carpy_carbon_clients',
      'gauge',
      'TCP clients of carbon.',
      each((c) => c.clients),
    ),
    family(
      'carpy_carbon_clients_refused_total',
      'counter',
      'Clients over the bound.',
      each((c) => c.refused),
    ),
    family(
      'carpy_carbon_clients_idle_total',
      'counter',
      'Clients closed for silence.',
      each((c) => c.idle),
    ),
    family(
      'carpy_carbon_socket_errors_total',
      'counter',
      'Errors of sockets and clients.',
      each((c) => c.errors),
    ),
    family(
      'carpy_carbon_unterminated_total',
      'counter',
      'Last lines and frames of streams that never ended.',
      each((c) => c.unterminated),
    ),
  ];
}

function forwardFamilies(forwards: readonly ForwardState[]): string[] {
  if (forwards.length === 0) return [];
  const each = (of: (state: ForwardState) => number): Sample[] =>
    forwards.map((state) => ({ labels: { target: state.target }, value: of(state) }));
  return [
    family(
      'carpy_forward_up',
      'gauge',
      '1 while the target is connected.',
      each((s) => (s.connected ? 1 : 0)),
    ),
    family(
      'carpy_forward_sent_total',
      'counter',
      'Points, for StatsD lines, handed on.',
      each((s) => s.sent),
    ),
    family(
      'carpy_forward_lost_total',
      'counter',
      'Points or lines that found no room or no target.',
      each((s) => s.lost),
    ),
    family(
      'carpy_forward_queue_bytes',
      'gauge',
      'Bytes that wait for the target.',
      each((s) => s.queuedBytes),
    ),
  ];
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return '';
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `{${pairs.join(',')}}`;
}

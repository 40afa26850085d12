/** How far first data have come: packet, metric, transaction, chart. Pure. */
import type { AppsAnswer, IngestCounts } from '@carpy/api';
import { formatInteger } from '../../format/index.ts';

export interface ChecklistStep {
  readonly key: 'packet' | 'metric' | 'transaction' | 'chart';
  readonly label: string;
  readonly done: boolean;
  /** What was seen, where something was. */
  readonly detail: string | undefined;
}

/** `counts` from the live stream, else from the status; `apps` as the server lists them. */
export function checklistOf(counts: IngestCounts | undefined, apps: AppsAnswer | undefined): readonly ChecklistStep[] {
  const received = (counts?.packets ?? 0) > 0 || (counts?.carbonPoints ?? 0) > 0;
  const parsed = (counts?.metrics ?? 0) + (counts?.carbonPoints ?? 0);
  const [app] = apps?.apps ?? [];
  const withRequests = apps?.apps.some((one) => one.totals.count > 0) ?? false;
  return [
    {
      key: 'packet',
      label: 'A packet came',
      done: received,
      detail: counts?.lastSender == null ? undefined : `from ${counts.lastSender}`,
    },
    {
      key: 'metric',
      label: 'A metric was read',
      done: parsed > 0,
      detail: parsed > 0 ? `${formatInteger(parsed)} so far` : undefined,
    },
    {
      key: 'transaction',
      label: 'A transaction was seen',
      done: app !== undefined,
      detail: app === undefined ? undefined : `of ${app.display}`,
    },
    { key: 'chart', label: 'The first chart is ready', done: withRequests, detail: undefined },
  ];
}

/** What may be wrong, for the first step that is still open. */
export function hintsOf(steps: readonly ChecklistStep[], counts: IngestCounts | undefined): readonly string[] {
  const open = steps.find((step) => !step.done)?.key;
  const bad = Object.entries(counts?.bad ?? {}).filter(([, count]) => count > 0);
  switch (open) {
    case 'packet':
      return [
        'Nothing has reached this server yet. UDP says nothing when it is lost: check the host and the port in your application.',
        'In a container, 127.0.0.1 is the container itself: start carpy with --host 0.0.0.0 (and --allow-anonymous, or behind your own network) and give the agent the address of this machine.',
        'A firewall may drop UDP.',
      ];
    case 'metric':
      return [
        bad.length === 0
          ? 'Packets come, but no line in them could be read.'
          : `Packets come, but their lines can't be read: ${bad.map(([cause, count]) => `${cause} (${formatInteger(count)})`).join(', ')}.`,
        'A StatsD line is name:value|type, for example carpy.my_app.my_server.job.ok:12|ms.',
      ];
    case 'transaction':
      return [
        'Metrics come, but none of a transaction. A transaction is named carpy.<app>.<server>.<transaction>.ok; plain StatsD and Graphite names are stored too and answered at /render.',
      ];
    case 'chart':
      return ['The first chart needs one flush: ten seconds by default.'];
    default:
      return [];
  }
}

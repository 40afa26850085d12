import { createMemo, type JSX } from 'solid-js';
import { formatDuration } from '../format/duration.ts';
import { formatInteger } from '../format/number.ts';
import { formatMoment } from '../format/time.ts';
import { ChartTable } from './chart-table.tsx';
import { isSampled, type ScatterPoint } from './scatter-points.ts';

export interface ScatterTableProps {
  readonly title: string;
  /** Oldest first. */
  readonly points: readonly ScatterPoint[];
  /** CSS pixels. */
  readonly height: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly hrefOf: (id: string) => string;
  readonly onOpen: (id: string) => void;
}

const rowsAtOnce = 300;

/** The scatter's points as a table, the newest first, each a link. */
export function ScatterTable(props: ScatterTableProps): JSX.Element {
  const newest = createMemo(() => [...props.points].reverse());
  const follow = (event: MouseEvent, id: string): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.onOpen(id);
  };
  return (
    <ChartTable
      title={props.title}
      rows={newest()}
      rowsAtOnce={rowsAtOnce}
      height={props.height}
      onKeyDown={props.onKeyDown}
      head={
        <>
          <th scope="col">Started</th>
          <th scope="col">Duration</th>
          <th scope="col">Outcome</th>
          <th scope="col">Stands for</th>
        </>
      }
    >
      {(point) => (
        <>
          <th scope="row">
            <a href={props.hrefOf(point.id)} onClick={(event) => follow(event, point.id)}>
              {formatMoment(point.startMs, Date.now(), 'ms')}
            </a>
          </th>
          <td>{formatDuration(point.durationMs)}</td>
          <td>{point.error ? 'error' : 'ok'}</td>
          <td>{isSampled(point) ? `about ${formatInteger(Math.round(point.weight))}` : 'itself'}</td>
        </>
      )}
    </ChartTable>
  );
}

// Made-up answers of heatmap and points, from the columns that the other answers show: log-normal around their medians, a second hump where the cache missed.
import { noise } from './fixture-chance.mjs';
import { annotations, computed } from './fixture-metrics.mjs';

const perOctave = 3;
const first = -2 * perOctave;
const last = 13 * perOctave;

/** Share of a normal distribution below z. */
const below = (z) => 1 / (1 + Math.exp(-1.702 * z));

function spread(counts, medianMs, p95Ms, count) {
  const sigma = Math.max(0.1, Math.log(p95Ms / medianMs) / 1.645);
  for (const [part, shift] of [
    [0.8, 1],
    [0.2, 3.2],
  ]) {
    for (let row = 0; row < counts.length; row++) {
      const edge = (r) => Math.log(2 ** ((first + r) / perOctave) / (medianMs * shift)) / sigma;
      counts[row] += count * part * (below(edge(row + 1)) - below(edge(row)));
    }
  }
}

/** `rows`: what `computed` made of the transactions asked for. */
function heatmapOf(grid, rows) {
  const all = Array.from({ length: grid.slots }, () => new Array(last - first).fill(0));
  let count = 0;
  const seen = new Set();
  for (const { ok, error } of rows) {
    for (let slot = 0; slot < grid.slots; slot++) {
      if (ok.count[slot] === null) continue;
      seen.add(slot);
      const n = ok.count[slot] + (error.count[slot] ?? 0);
      count += n;
      spread(all[slot], ok.median[slot], ok.upper_95[slot], n);
    }
  }
  const columns = all.map((column, slot) =>
    seen.has(slot) ? column.map((n, row) => Math.floor(n + noise('heat', slot, row))) : null,
  );
  const used = columns.flatMap((column) => (column ?? []).flatMap((n, row) => (n > 0 ? [row] : [])));
  const low = Math.min(...used);
  const high = Math.max(...used);
  const single = (key) =>
    Array.from({ length: grid.slots }, (_, slot) => {
      if (!seen.has(slot) || slot === grid.openSlot) return null;
      let [sum, weight] = [0, 0];
      for (const { ok } of rows) {
        sum += (ok[key][slot] ?? 0) * (ok.count[slot] ?? 0);
        weight += ok.count[slot] ?? 0;
      }
      return weight === 0 ? null : sum / weight;
    });
  return {
    edgesMs:
      used.length === 0
        ? []
        : Array.from({ length: high - low + 2 }, (_, row) => 2 ** ((first + low + row) / perOctave)),
    columns: columns.map((column) => (column === null ? null : column.slice(low, high + 1))),
    median: single('median'),
    upper_95: single('upper_95'),
    count,
    withoutSketch: 0,
  };
}

/** What a sampler kept of them: all errors, the slowest of each minute, and some. */
function pointsOf(grid, rows, keep) {
  const points = [];
  let seen = 0;
  for (const { tx, ok, error } of rows) {
    for (let slot = 0; slot < grid.slots; slot++) {
      if (ok.count[slot] === null) continue;
      seen += ok.count[slot] + (error.count[slot] ?? 0);
      const one = (kind, at, error, durationMs, weight = 1) => {
        const startMs = Math.round((grid.startS + slot * grid.stepS - noise(kind, slot, at) * grid.stepS) * 1000);
        if (keep(startMs, durationMs, error, tx))
          points.push({ id: `${tx.segment}-${slot}-${kind}-${at}`, startMs, durationMs, error, weight });
      };
      for (let i = 0; i < (error.count[slot] ?? 0); i++)
        one('e', i, 1, ok.mean[slot] * 1.4 * (0.4 + 2 * noise('d', slot, i)));
      for (let i = 0; i < Math.min(2, ok.count[slot]); i++)
        one(
          'k',
          i,
          0,
          i === 0 ? ok.upper[slot] : ok.mean[slot] * (0.3 + 2 * noise('o', slot, i) ** 2),
          i === 0 ? 1 : ok.count[slot] - 1,
        );
    }
  }
  points.sort((a, b) => b.startMs - a.startMs);
  return { points, seen };
}

export function heatmap(app, query) {
  // Sketches are kept by the minute.
  const minutes = new URLSearchParams(query);
  minutes.set('points', String(Math.min(Number(query.get('points') ?? 60), 60)));
  const { range, grid, rows } = computed(minutes);
  const name = query.get('transaction');
  const own = rows.filter((r) => name === null || r.tx.segment === name);
  if (own.length === 0) return undefined;
  return {
    range,
    grid,
    app,
    ...(name === null ? {} : { transaction: name }),
    display: name === null ? app : own[0].tx.display,
    ...heatmapOf(grid, own),
    annotations: annotations(),
  };
}

/** Of one transaction, with bounds of duration and outcome: what the pages ask. */
export function points(query) {
  const q = query.get('q') ?? '';
  const { grid, rows } = computed(query);
  const name = /transaction:(?:"([^"]*)"|(\S+))/.exec(q);
  const ms = (pattern) => {
    const found = pattern.exec(q);
    return found === null ? undefined : Number(found[1]) * (found[2] === 's' ? 1000 : 1);
  };
  const over = ms(/duration:>=?([\d.]+)(ms|s)/) ?? 0;
  const until = ms(/duration:<=?([\d.]+)(ms|s)/) ?? Number.POSITIVE_INFINITY;
  const own = rows.filter((r) => name === null || r.tx.display === (name[1] ?? name[2]));
  const found = pointsOf(
    grid,
    own,
    (_, durationMs, error) => durationMs > over && durationMs <= until && (error === 1 || !q.includes('outcome:error')),
  );
  const shown = found.points.slice(0, Number(query.get('limit') ?? 2000));
  return {
    ids: shown.map((p) => p.id),
    startMs: shown.map((p) => p.startMs),
    durationMs: shown.map((p) => p.durationMs),
    error: shown.map((p) => p.error),
    weight: shown.map((p) => p.weight),
    matched: found.points.length,
    seen: found.seen,
    kept: found.points.length,
  };
}

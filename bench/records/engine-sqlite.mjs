// SQLite as one would lay it out: a row a record, indexes on (app, transaction, start), start and trace, FTS5 over the texts of errors. A
// transaction a batch, WAL with synchronous=NORMAL, which promises less than the segments' sync of each batch.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PAGE } from './questions.mjs';

const FACETS = ['tx', 'method', 'kind', 'server', 'version', 'outcome', 'status / 100'];
const HISTOGRAM_BUCKETS = 120;

export function openEngine(dir, { fromMs, untilMs }) {
  const db = new DatabaseSync(join(dir, 'records.sqlite'));
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536;
    create table if not exists records (n integer primary key, start real, duration real, app text, tx text, server text, version text, method text, kind text,
      status integer, outcome text, trace blob, json text);
    create index if not exists by_key on records (app, tx, start);
    create index if not exists by_start on records (start);
    create index if not exists by_trace on records (trace);
    create virtual table if not exists errors using fts5 (text, content = '');`);
  const record = db.prepare('insert into records values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const error = db.prepare('insert into errors (rowid, text) values (?, ?)');
  const prepared = new Map();
  const all = (sql, values) => {
    if (!prepared.has(sql)) prepared.set(sql, db.prepare(sql));
    return prepared.get(sql).all(...values);
  };
  return {
    append({ records }) {
      db.exec('begin');
      for (const r of records) {
        const trace = Buffer.from(r.traceId, 'hex');
        const { startMs, durationMs, app, transaction, server, version, method, kind, status, outcome } = r;
        const { lastInsertRowid } = record.run(
          ...[startMs, durationMs, app, transaction, server, version, method, kind, status, outcome, trace],
          JSON.stringify(r),
        );
        if (r.error !== undefined)
          error.run(lastInsertRowid, `${r.error.type} ${r.error.message} ${r.error.stack ?? ''}`);
      }
      db.exec('commit');
    },
    finish: () => db.exec('pragma wal_checkpoint(truncate)'),
    ask(question) {
      const { app, transaction, aboveMs, words, traceId, outcome, order = 'newest', counts = false } = question;
      const where = [];
      const values = [];
      const add = (sql, value) => {
        where.push(sql);
        values.push(value);
      };
      if (app !== '') add('app = ?', app);
      if (transaction !== undefined) add('tx = ?', transaction);
      if (aboveMs !== undefined) add('duration > ?', aboveMs);
      if (traceId !== undefined) add('trace = ?', Buffer.from(traceId, 'hex'));
      if (outcome !== undefined) add('outcome = ?', outcome);
      if (words !== undefined)
        add('n in (select rowid from errors where errors match ? order by rowid desc limit 100)', words.join(' '));
      const such = where.length > 0 ? `where ${where.join(' and ')}` : '';
      if (!counts) {
        const by = order === 'newest' ? 'start' : 'duration';
        return all(`select json from records ${such} order by ${by} desc limit ${PAGE}`, values).map(({ json }) =>
          JSON.parse(json),
        ).length;
      }
      const width = Math.ceil((untilMs - fromMs) / HISTOGRAM_BUCKETS);
      for (const facet of FACETS)
        all(`select ${facet} as value, count(*) from records ${such} group by value order by 2 desc limit 10`, values);
      const buckets = all(
        `select cast((start - ${fromMs}) / ${width} as integer) as bucket, count(*) as n from records ${such} group by bucket`,
        values,
      );
      return buckets.reduce((sum, { n }) => sum + n, 0);
    },
    close: () => db.close(),
  };
}

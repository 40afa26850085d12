/**
 * Names of spans as carpy names things: operation and table or command, never values. Attributes by OpenTelemetry's semantic conventions,
 * the stable ones first, then those before them: https://opentelemetry.io/docs/specs/semconv/
 */
import { sqlName } from '../calls/sql-name.ts';
import { type SpanLike, text } from './span.ts';

const CLIENT = 2;
const PRODUCER = 3;

export const methodOf = (span: SpanLike): string | undefined => text(span, 'http.request.method', 'http.method');

/** `GET /users/:id` where the route is known, else the span's own name. */
export function transactionNameOf(span: SpanLike): string {
  const method = methodOf(span);
  const route = text(span, 'http.route');
  return method !== undefined && route !== undefined ? `${method} ${route}` : span.name;
}

/** `mysql.select.users`, `http.api-host`, `kafka.publish.orders`, else the span's own name. */
export function functionNameOf(span: SpanLike): string {
  const database = text(span, 'db.system.name', 'db.system');
  if (database !== undefined) {
    const operation = text(span, 'db.operation.name', 'db.operation');
    const table = text(span, 'db.collection.name', 'db.sql.table');
    // Most drivers' instrumentations tell of the statement alone, and name their spans `SELECT` or `pg.query:SELECT shop`.
    const statement = table === undefined ? statementNameOf(span, database) : undefined;
    if (statement !== undefined) return `${database}.${statement}`;
    if (operation !== undefined) return joined(database, operation, table);
  }
  if (span.kind === PRODUCER) {
    const system = text(span, 'messaging.system');
    const operation = text(span, 'messaging.operation.name', 'messaging.operation') ?? 'publish';
    if (system !== undefined) return joined(system, operation, text(span, 'messaging.destination.name'));
  }
  if (span.kind === CLIENT && methodOf(span) !== undefined) {
    const host = text(span, 'server.address', 'net.peer.name', 'http.host');
    if (host !== undefined) return `http.${host}`;
  }
  return span.name;
}

/** `select.users`; undefined for what is not SQL. */
function statementNameOf(span: SpanLike, database: string): string | undefined {
  const statement = text(span, 'db.query.text', 'db.statement');
  if (statement === undefined || !/sql|maria|oracle|db2|cassandra|cockroach/.test(database)) return undefined;
  const name = sqlName(statement, /mysql|maria/.test(database) ? 'mysql' : 'standard');
  return name === 'query' ? undefined : name;
}

const joined = (system: string, operation: string, target: string | undefined): string =>
  [system, operation.toLowerCase(), ...(target === undefined ? [] : [target])].join('.');

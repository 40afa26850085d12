/**
 * What a statement is called as a function: its operation and the first table it is about, `select.users`. Only words that SQL knows
 * and names of tables come in, never a value.
 */
import { type SqlDialect, SqlScanner } from './sql-scanner.ts';

/** Statements that are told apart by their first word; any other is `query`. */
const OPERATIONS: ReadonlySet<string> = new Set(
  'alter analyze begin call checkpoint close comment commit copy create deallocate declare delete describe discard do drop end exec execute explain fetch grant insert kill listen load lock merge notify optimize pragma prepare reindex release rename replace reset revoke rollback savepoint select set show start table truncate unlisten update use vacuum values'.split(
    ' ',
  ),
);

/** Words between an operation and its table. */
const FILLERS: ReadonlySet<string> = new Set(
  'into from only low_priority high_priority delayed quick ignore concurrently table if not exists lateral'.split(' '),
);

const isName = (scanner: SqlScanner): boolean => scanner.token === 'word' || scanner.token === 'name';

/** `query` for what is no statement that carpy knows. */
export function sqlName(sql: string, dialect: SqlDialect): string {
  const scanner = new SqlScanner(sql, dialect);
  const operation = operationOf(scanner);
  if (operation === undefined) return 'query';
  const table = tableOf(scanner, operation);
  return table === undefined ? operation : `${operation}.${table}`;
}

/** The first word; after `with …` the statement behind the common tables. `(select …)` counts. */
function operationOf(scanner: SqlScanner): string | undefined {
  while (scanner.next() === 'other' && scanner.text === '(');
  if (scanner.token !== 'word') return undefined;
  const first = scanner.text.toLowerCase();
  if (first !== 'with') return OPERATIONS.has(first) ? first : undefined;
  const { depth } = scanner;
  while (scanner.next() !== 'end') {
    if (scanner.token !== 'word' || scanner.depth !== depth) continue;
    const word = scanner.text.toLowerCase();
    if (['select', 'insert', 'update', 'delete', 'merge', 'replace'].includes(word)) return word;
  }
  return undefined;
}

function tableOf(scanner: SqlScanner, operation: string): string | undefined {
  switch (operation) {
    case 'select':
    case 'delete':
      return afterFrom(scanner) ? qualified(scanner) : undefined;
    case 'insert':
    case 'replace':
    case 'update':
    case 'merge':
    case 'truncate':
    case 'call':
      return afterFillers(scanner) ? qualified(scanner) : undefined;
    case 'create':
    case 'alter':
    case 'drop':
      return afterTable(scanner) && afterFillers(scanner) ? qualified(scanner) : undefined;
    default:
      return undefined;
  }
}

/**
 * To the name behind the statement's own FROM; of a derived table, to that behind the FROM within. `extract(year from x)` is deeper, and
 * `is distinct from` is none.
 */
function afterFrom(scanner: SqlScanner): boolean {
  let { depth } = scanner;
  let before = '';
  while (scanner.next() !== 'end') {
    // The end of this statement, or of the parentheses around it.
    if (scanner.text === ';' || scanner.depth < depth) return false;
    const word = scanner.token === 'word' ? scanner.text.toLowerCase() : '';
    if (word === 'from' && before !== 'distinct' && scanner.depth === depth) {
      scanner.next();
      while (scanner.token === 'other' && scanner.text === '(') scanner.next();
      if (scanner.token === 'word' && ['select', 'with'].includes(scanner.text.toLowerCase())) depth = scanner.depth;
      else return skipFillers(scanner);
    }
    before = word;
  }
  return false;
}

function afterFillers(scanner: SqlScanner): boolean {
  scanner.next();
  return skipFillers(scanner);
}

function skipFillers(scanner: SqlScanner): boolean {
  while (scanner.token === 'word') {
    const word = scanner.text.toLowerCase();
    // SQLite's `insert or replace`.
    if (word === 'or') scanner.next();
    else if (!FILLERS.has(word)) break;
    scanner.next();
  }
  return isName(scanner);
}

/** To the word TABLE of `create temporary table`; other things than tables go without a name. */
function afterTable(scanner: SqlScanner): boolean {
  for (let words = 0; words < 4 && scanner.next() === 'word'; words++) {
    if (scanner.text.toLowerCase() === 'table') return true;
  }
  return false;
}

/** The last part of `database.schema.table`. */
function qualified(scanner: SqlScanner): string | undefined {
  let name = scanner.text;
  while (scanner.next() === 'other' && scanner.text === '.') {
    scanner.next();
    if (!isName(scanner)) return undefined;
    name = scanner.text;
  }
  return name === '' ? undefined : name;
}

/** Statements whose name is remembered, and their longest text, characters: 512 KiB at most. */
const MAX_REMEMBERED = 256;
const MAX_REMEMBERED_TEXT = 1_024;

/**
 * Names of the statements of one library: `<prefix>.select.users`. Those met of late are remembered by their text; applications that
 * write values into their statements only make it forget.
 *
 * Hot: once a query.
 */
export class SqlNames {
  readonly #prefix: string;
  readonly #dialect: SqlDialect;
  readonly #known = new Map<string, string>();

  constructor(prefix: string, dialect: SqlDialect) {
    this.#prefix = prefix;
    this.#dialect = dialect;
  }

  /** `<prefix>.query` for what is no text, or no statement that we know. */
  of(sql: unknown): string {
    if (typeof sql !== 'string') return `${this.#prefix}.query`;
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const name = `${this.#prefix}.${sqlName(sql, this.#dialect)}`;
    if (sql.length <= MAX_REMEMBERED_TEXT) {
      if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
      this.#known.set(sql, name);
    }
    return name;
  }
}

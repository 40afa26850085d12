/**
 * What the agent is to say of a program, from the program's own records: each step knows by its place in the text where it stands, and
 * tells when it began and ended.
 */

export class ModelTransaction {
  name: string;
  ended = false;
  ignored = false;
  readonly startMs: number;
  readonly calls: ModelCall[] = [];

  constructor(name: string, startMs: number) {
    this.name = name;
    this.startMs = startMs;
  }
}

export interface ModelCall {
  readonly path: readonly string[];
  readonly startMs: number;
  endMs: number | undefined;
  failed: boolean;
}

/** Where code stands: in a transaction or outside of all, under one of its functions or directly in it. */
export class Place {
  readonly transaction: ModelTransaction | undefined;
  readonly call: ModelCall | undefined;
  /** Under which of the transaction's names it was first called. */
  readonly #tree: string | undefined;
  /** The caller's place, once the call is over for what it left running: that is the caller's from then on. */
  #over: Place | undefined;

  constructor(transaction?: ModelTransaction, call?: ModelCall, tree?: string) {
    this.transaction = transaction;
    this.call = call;
    this.#tree = tree;
  }

  /** The place at which what is called now stands; undefined outside of any running transaction. */
  get now(): Place | undefined {
    if (this.#over !== undefined) return this.#over.now;
    return this.transaction === undefined || this.transaction.ended ? undefined : this;
  }

  begin(name: string, startMs: number): Place | undefined {
    const above = this.now;
    if (above?.transaction === undefined) return undefined;
    const { transaction } = above;
    const call: ModelCall = { path: [...(above.call?.path ?? []), name], startMs, endMs: undefined, failed: false };
    transaction.calls.push(call);
    return new Place(transaction, call, above.#tree ?? transaction.name);
  }

  leaveTo(caller: Place): void {
    this.#over = caller;
  }

  end(endMs: number, failed: boolean): void {
    if (this.call === undefined || this.call.endMs !== undefined) return;
    this.call.endMs = endMs;
    this.call.failed = failed;
  }

  /** One for each function that the agent tells from others. */
  get key(): string {
    return `${this.#tree} ${this.call?.path.join(' ')}`;
  }
}

/** How much of [startMs, endMs] the calls cover. */
function coveredMs(calls: readonly ModelCall[], until: number): number {
  let covered = 0;
  let from = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs = until } of [...calls].sort((a, b) => a.startMs - b.startMs)) {
    covered += Math.max(0, Math.min(endMs, until) - Math.max(startMs, from));
    from = Math.max(from, endMs);
  }
  return covered;
}

export class Model {
  /** Lines that the agent is to send, but for Apdex. */
  readonly #lines: string[] = [];
  readonly #withChildren = new Set<string>();
  readonly #transactions: ModelTransaction[] = [];
  /** Functions that only ever returned values, and those that did not. */
  readonly returns: Map<string, 'value' | 'promise'> = new Map();

  begin(name: string, startMs: number): ModelTransaction {
    const transaction = new ModelTransaction(name, startMs);
    this.#transactions.push(transaction);
    return transaction;
  }

  end(transaction: ModelTransaction, endMs: number, failed: boolean): void {
    if (transaction.ended) return;
    transaction.ended = true;
    if (transaction.ignored) return;
    const { name, startMs, calls } = transaction;
    const direct = calls.filter((call) => call.path.length === 1);
    this.#lines.push(`${name}.${failed ? 'error' : 'ok'}:${endMs - startMs}|ms`);
    if (direct.length > 0) this.#withChildren.add(name);
    if (this.#withChildren.has(name))
      this.#lines.push(`${name}.children._own.ok:${endMs - startMs - coveredMs(direct, endMs)}|ms`);
  }

  /** All of them, sorted; what is left of the functions whose transaction ended before them, too. */
  lines(): string[] {
    const functions = this.#transactions
      .filter((transaction) => !transaction.ignored)
      .flatMap(({ name, calls }) =>
        calls
          .filter((call) => call.endMs !== undefined)
          .map(({ path, startMs, endMs = 0, failed }) => {
            const children = path.map((part) => `.children.${part}`).join('');
            return `${name}${children}.${failed ? 'error' : 'ok'}:${endMs - startMs}|ms`;
          }),
      );
    return [...this.#lines, ...functions].sort();
  }
}

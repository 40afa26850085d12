/**
 * The one TCP connection to carbon. Carbon acknowledges nothing: bytes count as written when the kernel has them. What can't be handed
 * over is refused, not kept, since the caller keeps it and tries again; a line sent twice is the same point.
 */
import { connect, type Socket } from 'node:net';
import { CarpyError } from '@carpy/core';

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

interface CarbonLinkOptions {
  readonly host: string;
  readonly port: number;
  /** For the connection, and for carbon to take any byte. */
  readonly timeoutMs: number;
  /** Points that may wait for the socket together. One batch alone is always taken. */
  readonly maxSpoolPoints: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly onFault: (line: string) => void;
}

export class CarbonLink {
  readonly #options: CarbonLinkOptions;
  #socket: Socket | undefined;
  #connecting: Promise<Socket> | undefined;
  #writing = 0;
  #waitingPoints = 0;
  #backOffMs = 0;
  #retryAtMs = 0;
  #stalled: string | undefined;
  #closed = false;

  constructor(options: CarbonLinkOptions) {
    this.#options = options;
  }

  /** Why nothing can be written at this moment. */
  get stalled(): string | undefined {
    return this.#stalled;
  }

  /** Resolves when the kernel has taken all lines. Throws CARPY_STORE_FAILED when it has not: nothing of it is kept. */
  async send(chunks: readonly string[], points: number): Promise<void> {
    if (this.#closed) throw new CarpyError('CARPY_STORE_CLOSED', 'no further calls are taken');
    const { maxSpoolPoints } = this.#options;
    if (this.#waitingPoints > 0 && this.#waitingPoints + points > maxSpoolPoints)
      throw this.#failed(`is slow: ${this.#waitingPoints} points wait already, ${maxSpoolPoints} may`);
    this.#waitingPoints += points;
    try {
      const socket = this.#socket ?? (await this.#connected());
      await this.#write(socket, chunks);
      this.#stalled = undefined;
    } finally {
      this.#waitingPoints -= points;
    }
  }

  /** Lets what is under way go out, within the timeout. */
  async close(): Promise<void> {
    this.#closed = true;
    const socket = await (this.#connecting ?? Promise.resolve(this.#socket)).catch(() => undefined);
    if (socket === undefined || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), this.#options.timeoutMs);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end();
    });
  }

  #connected(): Promise<Socket> {
    const waitMs = this.#retryAtMs - this.#options.clock();
    // A clock that was set back must not keep the link down.
    if (waitMs > 0 && waitMs <= this.#backOffMs && this.#stalled !== undefined) {
      return Promise.reject(new CarpyError('CARPY_STORE_FAILED', this.#stalled));
    }
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  #connect(): Promise<Socket> {
    const { host, port, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      let fault: string | undefined;
      let open = false;
      socket.setTimeout(timeoutMs, () => {
        if (!open || this.#writing > 0) socket.destroy(new Error(`took nothing for ${timeoutMs} ms`));
      });
      socket.on('error', (e: NodeJS.ErrnoException) => {
        fault = e.code ?? e.message;
      });
      socket.once('connect', () => {
        open = true;
        this.#backOffMs = 0;
        this.#socket = socket;
        // Carbon says nothing, but its end of the connection is only seen by reading.
        socket.resume();
        resolve(socket);
      });
      socket.once('close', () => {
        if (this.#socket === socket) this.#socket = undefined;
        if (open) return;
        this.#backOffMs = Math.min(LONGEST_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, this.#backOffMs * 2));
        this.#retryAtMs = this.#options.clock() + this.#backOffMs;
        reject(
          this.#failed(`can't be reached (${fault}); check the address, and that carbon listens there for plaintext`),
        );
      });
    });
  }

  #write(socket: Socket, chunks: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#writing++;
      chunks.forEach((chunk, i) => {
        if (i < chunks.length - 1) socket.write(chunk);
      });
      socket.write(chunks.at(-1) ?? '', (e) => {
        this.#writing--;
        if (e === null || e === undefined) resolve();
        else reject(this.#failed(`broke off (${(e as NodeJS.ErrnoException).code ?? e.message}); it is tried again`));
      });
    });
  }

  #failed(what: string): CarpyError {
    const { host, port, onFault } = this.#options;
    this.#stalled = `carbon at ${host}:${port} ${what}`;
    onFault(this.#stalled);
    return new CarpyError('CARPY_STORE_FAILED', this.#stalled);
  }
}

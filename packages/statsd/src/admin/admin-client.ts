/**
 * One connection of the admin port: commands in, answers out, one after the other. While an answer is under way nothing more is read,
 * so a client costs a chunk of input, one unfinished line and one piece of answer, however much it asks and however slowly it reads.
 */
import type { Socket } from 'node:net';
import { answerAdmin, ERROR_ANSWER, isWholeCommand } from './admin-commands.ts';
import { type AdminLine, AdminLines } from './admin-lines.ts';
import type { AdminView } from './admin-view.ts';

const MAX_LINE_BYTES = 8_192;
/** Characters of an answer that are written at once. */
const PIECE = 32_768;
/** An answer gives way to the sockets that ingest after so long. */
const TURN_MS = 2;
/** StatsD takes a write as a command, with a newline or without: so is text that stays without one for so long. */
const UNFINISHED_MS = 250;
/** How long a client that was told the end may take to close. */
const LINGER_MS = 1_000;
/** The first line of an HTTP request: a web page may send one here, with commands in its body. */
const HTTP_REQUEST = /^[A-Za-z]+ \S+ HTTP\/\d/;
/** Of a line too long to keep: no command has a path. */
const HTTP_START = /^[A-Za-z]+ (?:\/|https?:)/;

/** Serves until either side ends. The socket must allow half-open connections. Calls `onFault` for each answer that failed. */
export function serveAdminClient(socket: Socket, view: AdminView, onFault: () => void): void {
  const client = new AdminClient(socket, view, onFault);
  socket.on('data', (chunk: Buffer) => client.data(chunk));
  socket.on('end', () => client.end());
  socket.on('close', () => client.closed());
}

class AdminClient {
  readonly #socket: Socket;
  readonly #view: AdminView;
  readonly #onFault: () => void;
  readonly #lines = new AdminLines(MAX_LINE_BYTES);
  #busy = false;
  #inputEnded = false;
  #over = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, view: AdminView, onFault: () => void) {
    this.#socket = socket;
    this.#view = view;
    this.#onFault = onFault;
  }

  data(chunk: Buffer): void {
    if (this.#over) return;
    clearTimeout(this.#timer);
    void this.#answerAll(this.#lines.push(chunk));
  }

  end(): void {
    this.#inputEnded = true;
    if (!this.#busy && !this.#over) void this.#answerAll([this.#lines.takeRest()]);
  }

  closed(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  async #answerAll(lines: readonly AdminLine[]): Promise<void> {
    clearTimeout(this.#timer);
    this.#busy = true;
    this.#socket.pause();
    for (const line of lines) {
      if (this.#over) break;
      await this.#answer(line);
    }
    this.#busy = false;
    if (this.#over) return;
    if (this.#inputEnded) {
      const rest = this.#lines.takeRest();
      if (rest.trim() !== '') await this.#answer(rest);
      return this.#finish();
    }
    this.#socket.resume();
    if (isWholeCommand(this.#lines.rest)) {
      this.#timer = setTimeout(() => void this.#answerAll([this.#lines.takeRest()]), UNFINISHED_MS);
    }
  }

  async #answer(line: AdminLine): Promise<void> {
    if (typeof line !== 'string') {
      await this.#write([ERROR_ANSWER]);
      return HTTP_START.test(line.start) ? this.#finish() : undefined;
    }
    const command = line.trim();
    // Scripts end a command with more than one newline (`echo -e "health\n"`): an answer to the empty line would spoil theirs.
    if (command === '') return;
    if (HTTP_REQUEST.test(command)) await this.#write([ERROR_ANSWER]);
    if (command === 'quit' || HTTP_REQUEST.test(command)) return this.#finish();
    try {
      await this.#write(answerAdmin(this.#view, command));
    } catch {
      // The ingest thread must outlive a fault of its view; the count tells of it.
      this.#onFault();
      await this.#write([ERROR_ANSWER]);
    }
  }

  async #write(pieces: Iterable<string>): Promise<void> {
    let text = '';
    let startedMs = performance.now();
    for (const piece of pieces) {
      text += piece;
      if (text.length < PIECE && performance.now() - startedMs < TURN_MS) continue;
      await this.#send(text);
      if (this.#over) return;
      text = '';
      startedMs = performance.now();
    }
    await this.#send(text);
  }

  async #send(text: string): Promise<void> {
    if (!this.#over && text !== '' && !this.#socket.write(text)) await drained(this.#socket);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Ends the connection with everything written. What the client still sends is read and dropped: unread input would reset it, and answers with it. */
  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    const linger = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    this.#socket.once('close', () => clearTimeout(linger));
    this.#socket.end();
    this.#socket.resume();
  }
}

/** Resolves when there is room to write again, or never will be. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
    if (socket.destroyed) done();
  });
}

/** A carbon that only remembers: StatsD opens one connection a flush and closes it behind the last line. */
import { type AddressInfo, createServer, type Server } from 'node:net';

export class CarbonSink {
  readonly #server: Server;
  readonly #flushes: string[] = [];
  #waiting: ((text: string) => void) | undefined;

  private constructor() {
    this.#server = createServer((socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => this.#take(Buffer.concat(chunks).toString()));
      // A sender that is killed resets its connection: what it sent is no whole flush.
      socket.on('error', () => socket.destroy());
    });
  }

  static async open(): Promise<CarbonSink> {
    const sink = new CarbonSink();
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Flushes that came and were not asked for yet. */
  get waiting(): number {
    return this.#flushes.length;
  }

  /** The next flush's text; rejects when none comes within `withinMs`. */
  next(withinMs: number): Promise<string> {
    const text = this.#flushes.shift();
    if (text !== undefined) return Promise.resolve(text);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no flush of StatsD within ${withinMs} ms`)), withinMs);
      this.#waiting = (came) => {
        clearTimeout(timer);
        resolve(came);
      };
    });
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(text: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#flushes.push(text);
    else waiting(text);
  }
}

/**
 * A writer that holds what the store refuses and tries it again, in order, until the store takes it: a full disk loses nothing that fits in
 * memory. It holds as much as it is given; whoever gives bounds that (ingest/ingest.ts).
 */
import { type CarpyError, type FlushBatch, isCarpyError, type PointBatch, type WriteResult } from '@carpy/core';
import type { SeriesWriter } from '@carpy/store';

/** Told when writing begins to stand still, with the reason, and (undefined) when it goes on. */
export type OnStall = (why: string | undefined) => void;

export interface PatientWriterOptions {
  readonly onStall: OnStall;
  /** Time between two tries, ms. Default 1,000. */
  readonly retryMs?: number;
}

interface Held {
  readonly write: () => Promise<WriteResult>;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (e: unknown) => void;
}

const RETRY_MS = 1_000;

export class PatientWriter implements SeriesWriter {
  readonly #writer: SeriesWriter;
  readonly #onStall: OnStall;
  readonly #retryMs: number;
  readonly #held: Held[] = [];
  #running = false;
  #stalled = false;
  #givenUp = false;
  #wake: () => void = () => undefined;

  constructor(writer: SeriesWriter, options: PatientWriterOptions) {
    this.#writer = writer;
    this.#onStall = options.onStall;
    this.#retryMs = options.retryMs ?? RETRY_MS;
  }

  flush(batch: FlushBatch): Promise<WriteResult> {
    return this.#push(() => this.#writer.flush(batch));
  }

  points(batch: PointBatch): Promise<WriteResult> {
    return this.#push(() => this.#writer.points(batch));
  }

  /** What is held and what still comes is tried once more, then refused: the process wants to end. */
  giveUp(): void {
    this.#givenUp = true;
    this.#wake();
  }

  #push(write: () => Promise<WriteResult>): Promise<WriteResult> {
    const done = new Promise<WriteResult>((resolve, reject) => this.#held.push({ write, resolve, reject }));
    void this.#run();
    return done;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#held[0]; next !== undefined; next = this.#held[0]) {
      try {
        next.resolve(await next.write());
        this.#told(undefined);
      } catch (e) {
        if (isPassing(e) && !this.#givenUp) {
          this.#told(e.detail);
          await this.#pause();
          continue;
        }
        next.reject(e);
      }
      this.#held.shift();
    }
    this.#running = false;
  }

  #told(why: string | undefined): void {
    if (this.#stalled === (why !== undefined)) return;
    this.#stalled = why !== undefined;
    this.#onStall(why);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#retryMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A batch that contradicts itself stays wrong, and a closed store stays closed; a disk may get room. */
const isPassing = (e: unknown): e is CarpyError => isCarpyError(e) && e.code === 'CARPY_STORE_FAILED';

/** The sealed segments: taken in, replaced, mended and dropped, one change after the other. */
import type { FileSystem } from '../files/file-system.ts';
import { isMissing } from '../files/is-missing.ts';
import { BlockMemory } from './block-memory.ts';
import type { BlockView } from './block-view.ts';
import { ByteCache } from './byte-cache.ts';
import { OldFiles } from './old-files.ts';
import { OpenFiles } from './open-files.ts';
import { salvage } from './rebuild.ts';
import { Segment, type SegmentRoom } from './segment.ts';
import { SegmentDamage } from './segment-format.ts';
import { nextName } from './segment-removal.ts';
import { writeSegment } from './segment-writer.ts';
import { SharedFields } from './shared-fields.ts';
import { contentOf } from './table-content.ts';

/** What questions about ten million records ask for again and again is a third of it; whole columns pass through. */
const SECTIONS_BYTES = 64 * 2 ** 20;
const BLOCKS_BYTES = 8 * 2 ** 20;
const MAX_FAULTS = 20;

export interface ListOptions {
  readonly files: FileSystem;
  readonly dir: string;
  readonly writer: string;
  /** Told once of what is wrong. */
  readonly onFault?: (fault: string) => void;
}

export class SegmentList {
  readonly room: SegmentRoom;
  readonly #options: Required<ListOptions>;
  #segments: Segment[] = [];
  readonly #faults = new Set<string>();
  readonly #hurt = new Set<string>();
  /** Files that were taken away: who still reads them is not told of damage. */
  readonly #gone = new Set<string>();

  constructor(options: ListOptions) {
    const { files, dir, onFault = () => undefined } = options;
    const open = new OpenFiles(files);
    this.#options = { ...options, onFault };
    this.room = {
      open,
      old: new OldFiles({ files, dir, open, onFault }),
      fields: new SharedFields(),
      sections: new ByteCache<unknown>(SECTIONS_BYTES),
      blocks: new ByteCache<BlockView>(BLOCKS_BYTES, (block) => block.release()),
      blockMemory: new BlockMemory(),
      onDamage: (file, what) => this.fault(file, what),
    };
  }

  get all(): readonly Segment[] {
    return this.#segments;
  }

  get faults(): readonly string[] {
    return [...this.room.old.faults, ...this.#faults].slice(0, MAX_FAULTS);
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(...segments: readonly Segment[]): void {
    this.#segments = [...this.#segments, ...segments].sort((a, b) => a.directory.lastLog - b.directory.lastLog);
  }

  fault(file: string, what: string): void {
    if (this.#gone.has(file)) return;
    this.#hurt.add(file);
    this.#tell(`records/${file}: ${what}`);
  }

  #tell(fault: string): void {
    if (this.#faults.size >= MAX_FAULTS || this.#faults.has(fault)) return;
    this.#faults.add(fault);
    this.#options.onFault(fault);
  }

  /** Throws what is no damage of a file. */
  onReadError(name: string, e: unknown): void {
    const isFileTrouble = typeof (e as NodeJS.ErrnoException | undefined)?.code === 'string';
    if (!(e instanceof SegmentDamage || e instanceof RangeError || e instanceof SyntaxError || isFileTrouble)) throw e;
    this.fault(name, e instanceof Error ? e.message : String(e));
  }

  /** Puts a new file in the place of a segment's; false, and the new one is taken away, where that has gone meanwhile. */
  async replace(segment: Segment, name: string): Promise<boolean> {
    if (!this.#segments.includes(segment)) {
      await this.room.old.remove(segment.directory.lastLog, [name]);
      return false;
    }
    const anew = new Segment(this.#options.dir, name, this.room);
    this.#segments = this.#segments.map((each) => (each === segment ? anew : each));
    await this.#takeAway(segment);
    return true;
  }

  async drop(segment: Segment): Promise<void> {
    this.#segments = this.#segments.filter((each) => each !== segment);
    await this.#takeAway(segment);
  }

  /** Writes damaged segments anew with what can be read of them. */
  async mend(): Promise<void> {
    for (const segment of this.#segments) {
      if (!this.#hurt.delete(segment.name)) continue;
      const { open } = this.room;
      if (isMissing(this.#options.files, segment.path)) {
        this.fault(segment.name, `somebody took it away: its ${segment.rows} records are lost`);
        await this.drop(segment);
        continue;
      }
      const bytes = open.read(segment.path, 0, open.size(segment.path));
      const rows = await salvage(bytes, segment.path, segment.keyIfSound());
      const { firstLog, lastLog, lastAtMs } = segment.directory;
      rows.table.lastAtMs = lastAtMs;
      try {
        rows.table.sums.addAll(segment.sums());
      } catch (e) {
        if (!(e instanceof SegmentDamage)) throw e;
        this.fault(segment.name, 'how many transactions were seen is lost');
      }
      const name = nextName(segment.name);
      await writeSegment(this.#options, name, {
        table: contentOf(rows.table),
        entryAt: rows.entries(),
        firstLog,
        lastLog,
      });
      await this.replace(segment, name);
      this.#tell(
        `records/${segment.name}: it was damaged and is written anew with the ${rows.table.rows} of ${segment.rows} records that could be read`,
      );
      this.#hurt.delete(segment.name);
    }
  }

  async #takeAway(segment: Segment): Promise<void> {
    this.#gone.add(segment.name);
    await this.room.old.remove(segment.directory.lastLog, [segment.name]);
    segment.forget();
  }
}

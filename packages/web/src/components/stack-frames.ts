/** How a stack is told: the application's own frames each by itself, what lies between them folded. Pure. */
import type { StackFrame } from '@carpy/api';

export type StackPart =
  | { readonly is: 'own'; readonly frame: StackFrame }
  /** Runs of at least two; a lone library frame costs as much room as its fold. */
  | { readonly is: 'library'; readonly frames: readonly StackFrame[]; readonly packages: readonly string[] }
  /** A line that is no frame: `Caused by: …`. */
  | { readonly is: 'text'; readonly text: string };

/** True for a line that no parser took for a frame. */
const isText = (frame: StackFrame): boolean =>
  frame.file === undefined && frame.function === undefined && frame.original === undefined;

const packagePattern = /(?:node_modules|site-packages|dist-packages)[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/g;

/** Whose code a library frame is: `express`, `@hono/node-server`, `node`; undefined where its file does not say. */
export function packageOf(frame: StackFrame): string | undefined {
  const file = frame.original?.file ?? frame.file ?? '';
  if (file.startsWith('node:')) return 'node';
  // The innermost: a package may carry others in its own folder.
  let name: string | undefined;
  for (const match of file.matchAll(packagePattern)) name = match[1]?.replace('\\', '/');
  return name;
}

export function foldFrames(frames: readonly StackFrame[]): readonly StackPart[] {
  const parts: StackPart[] = [];
  let run: StackFrame[] = [];
  const endRun = (): void => {
    if (run.length > 0) {
      const packages = new Set(run.map(packageOf).filter((name) => name !== undefined));
      parts.push({ is: 'library', frames: run, packages: [...packages] });
    }
    run = [];
  };
  for (const frame of frames) {
    if (isText(frame)) {
      endRun();
      if (frame.text.trim() !== '') parts.push({ is: 'text', text: frame.text.trim() });
    } else if (frame.own) {
      endRun();
      parts.push({ is: 'own', frame });
    } else run.push(frame);
  }
  endRun();
  return parts;
}

/** What the function is called in the source, as far as is known. */
export const functionOf = (frame: StackFrame): string => frame.original?.function ?? frame.function ?? '(anonymous)';

/** `src/cart.ts:42:9`: in the source where a map says so, else in the file that ran. */
export function placeOf(frame: StackFrame): string {
  const { file, line, column } = frame.original ?? frame;
  return [file?.replace(/^file:\/\//, '') ?? '', line, column]
    .filter((part) => part !== undefined && part !== '')
    .join(':');
}

/** The stack as it came, for the clipboard. */
export const stackText = (title: string, frames: readonly StackFrame[]): string =>
  [title, ...frames.map((frame) => frame.text)].filter((line) => line !== '').join('\n');

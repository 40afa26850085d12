/** Python's tracebacks: the innermost call is last there, and of chained ones the last was raised last. */
import { isOwn, type ParsedFrame } from './stack-frame.ts';

const FRAME = /^\s+File "([^"]{1,1000})", line (\d{1,9})(?:, in (.{1,300}))?$/;
/** Python 3.11 marks the place in the line with these. */
const MARKS = /^[\s~^]+$/;

/** The innermost call of the last traceback first. */
export function pythonFrames(lines: readonly string[], most: number): readonly ParsedFrame[] {
  const frames: ParsedFrame[] = [];
  for (let i = lines.length - 1; i >= 0 && frames.length < most; i--) {
    const text = lines[i] as string;
    const found = text.length > 1_500 ? null : FRAME.exec(text.trimEnd());
    if (found === null) continue;
    const [, file, lineText, name] = found as unknown as [string, string, string, string | undefined];
    const line = Number(lineText);
    const code = codeOf(lines[i + 1]);
    frames.push({
      text: text.trim(),
      ...(name === undefined ? {} : { function: name }),
      file,
      line,
      own: isOwn(file),
      ...(code === undefined ? {} : { source: { startLine: line, lines: [code] } }),
    });
  }
  return frames;
}

function codeOf(line: string | undefined): string | undefined {
  if (line === undefined || !line.startsWith('    ') || FRAME.test(line) || MARKS.test(line)) return undefined;
  return line.trim().slice(0, 500);
}

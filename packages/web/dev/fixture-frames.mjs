/** A line of a stack, read as the server reads it. */
export function frameOf(text) {
  const [, fn, file, line, column] = /at (?:(.+) \()?(.+?):(\d+):(\d+)\)?$/.exec(text) ?? [];
  return {
    text,
    function: fn,
    file,
    line: Number(line),
    column: Number(column),
    own: file !== undefined && !/node_modules|^node:/.test(file),
  };
}

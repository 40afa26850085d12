/** JSON as a script that calls a function with it, and JSON spread over lines. */

/** What a callback may be: a name, or names with dots. Anything else would be a script of the client's making. */
const NAME = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;
const MAX_NAME = 128;

export const isCallbackName = (name: string): boolean => name.length <= MAX_NAME && NAME.test(name);

export function jsonp(callback: string, json: string): string {
  // Scripts before ES2019 end a line at these two, also inside of strings.
  return `${callback}(${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')})`;
}

/** JSON without any white space as JSON indented by two spaces. Numbers stay as they are written. */
export function prettyJson(json: string): string {
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\[\]|\{\}|[[\]{},:]/g, (token) => {
    if (token === '[' || token === '{') {
      depth++;
      return token + line();
    }
    if (token === ']' || token === '}') {
      depth--;
      return line() + token;
    }
    if (token === ',') return token + line();
    return token === ':' ? ': ' : token;
  });
}

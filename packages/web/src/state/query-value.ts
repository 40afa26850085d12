/** A value of a query; quoted where it is not one plain word. */
export const queryValue = (value: string): string =>
  /^[\w.:/@-]+$/.test(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

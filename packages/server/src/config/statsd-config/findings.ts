/** What is found while a configuration is read: faults stop the start, unknown keys too, ignored ones are told. One line each. */
export interface Findings {
  /** `path: what was given, allowed is …`. */
  readonly faults: string[];
  readonly unknown: string[];
  /** `path: why it has no effect`. */
  readonly ignored: string[];
}

/** A value as a message shows it, cut: whatever a file may hold, however deep. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

export const faultOf = (path: string, given: unknown, allowed: string): string =>
  `${path}: ${shown(given)} was given, allowed is ${allowed}`;

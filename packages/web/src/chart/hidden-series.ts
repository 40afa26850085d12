/** A click leaves only that series, or all again; with ctrl (cmd, shift) it takes one out or puts it back. */
export function nextHidden(
  keys: readonly string[],
  hidden: ReadonlySet<string>,
  key: string,
  toggle: boolean,
): ReadonlySet<string> {
  if (toggle) {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    // A chart without any series shows nothing one could click back.
    return next.size >= keys.length ? new Set() : next;
  }
  const only = keys.every((other) => (other === key) !== hidden.has(other));
  return only ? new Set() : new Set(keys.filter((other) => other !== key));
}

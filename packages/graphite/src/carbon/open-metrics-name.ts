/**
 * Tagged names as OpenMetrics writes them, which carbon takes too: `path{key="value",other="…"}`, in values `\"` and `\\` for `"` and `\`.
 */

const TAG = /([^=,{}"]+)="((?:\\["\\]|[^"\\])+)"(?:,|$)/y;

/** The name with its tags as `;key=value`; any other name as it is. */
export function openMetricsName(name: string): string {
  if (!name.endsWith('"}')) return name;
  const brace = name.indexOf('{');
  if (brace < 0) return name;
  const tags = name.slice(brace + 1, -1);
  let out = name.slice(0, brace);
  TAG.lastIndex = 0;
  while (TAG.lastIndex < tags.length) {
    const found = TAG.exec(tags);
    if (found === null) return name;
    const value = (found[2] as string).replace(/\\(["\\])/g, '$1');
    // It would end the tag here, and is in no value of Graphite's.
    if (value.includes(';')) return name;
    out += `;${found[1]}=${value}`;
  }
  return out;
}

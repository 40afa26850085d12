/** `from` and `to` of a question, as the API takes them: `-1h`, `now`, epoch ms. */
const unitMs = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function momentOf(text, nowMs) {
  const relative = /^-(\d+)(s|min|h|d)$/.exec(text);
  if (relative) return nowMs - Number(relative[1]) * unitMs[relative[2]];
  return text === 'now' ? nowMs : Number(text);
}

export function rangeOf(query, nowMs = Date.now()) {
  return { fromMs: momentOf(query.get('from') ?? '-1h', nowMs), toMs: momentOf(query.get('to') ?? 'now', nowMs) };
}

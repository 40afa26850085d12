/** Queries that this browser asked before, the newest first. */
const KEY = 'carpy.requests.queries';
const MOST = 20;

export function queryHistory(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    // Storage refused, or somebody else's text: there is no history.
    return [];
  }
}

export function rememberQuery(query: string): void {
  if (query.trim() === '') return;
  try {
    const next = [query, ...queryHistory().filter((one) => one !== query)].slice(0, MOST);
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage refused: the history ends with the page.
  }
}

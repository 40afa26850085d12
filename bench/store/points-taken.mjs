// Figures of a running server, from its /metrics.

/** A metric without labels; 0 where it is absent. */
export async function metric(url, name) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? 0);
}

/** Points that carbon brought since the start; at most a second old. */
export const pointsTaken = (url) => metric(url, 'carpy_ingest_carbon_points_total');

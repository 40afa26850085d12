/** Counts requests by route and status class. Bounded: routes are those of the table, never what a client sent. */

export class RequestCounts {
  readonly #counts = new Map<string, number>();

  add(route: string, status: number): void {
    const key = `${route} ${Math.floor(status / 100)}xx`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Sorted by route and status. */
  list(): { readonly route: string; readonly status: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([key, count]) => {
        const space = key.lastIndexOf(' ');
        return { route: key.slice(0, space), status: key.slice(space + 1), count };
      })
      .sort((a, b) => (a.route === b.route ? a.status.localeCompare(b.status) : a.route.localeCompare(b.route)));
  }
}

// The baseline: what one writes in ten minutes. Splits strings, keeps plain maps, sorts each timer at the flush.
// It cleans no names, checks little, bounds nothing and makes no sketch, so it does less work than what it is compared with.

export class NaiveStatsd {
  counters = new Map();
  timers = new Map();
  gauges = new Map();

  packet(bytes) {
    for (const line of bytes.toString().split('\n')) {
      const [key, rest] = line.split(':');
      if (rest === undefined) continue;
      const [text, type, rate] = rest.split('|');
      const value = Number(text);
      const weight = rate === undefined ? 1 : 1 / Number(rate.slice(1));
      if (type === 'c') this.counters.set(key, (this.counters.get(key) ?? 0) + value * weight);
      else if (type === 'g') this.gauges.set(key, value);
      else {
        const values = this.timers.get(key);
        if (values === undefined) this.timers.set(key, [value]);
        else values.push(value);
      }
    }
  }

  flush() {
    const out = [...this.counters, ...this.gauges];
    for (const [key, values] of this.timers) {
      values.sort((a, b) => a - b);
      const sum = values.reduce((a, b) => a + b, 0);
      out.push([
        key,
        values.length,
        sum,
        values[0],
        values.at(-1),
        values[values.length >> 1],
        values[Math.round(0.95 * values.length) - 1],
      ]);
    }
    this.counters.clear();
    this.timers.clear();
    return out;
  }
}

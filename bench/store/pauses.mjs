// The longest time between two turns of the event loop, over all and while some work is under way.

export function pauses() {
  let last = performance.now();
  let inside = false;
  const answer = { longestMs: 0, duringMs: 0, during, stop: () => clearInterval(timer) };
  const look = () => {
    const now = performance.now();
    answer.longestMs = Math.max(answer.longestMs, now - last);
    if (inside) answer.duringMs = Math.max(answer.duringMs, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  async function during(work) {
    // A turn first, so that what went before is not counted.
    await new Promise((resolve) => setImmediate(resolve));
    look();
    inside = true;
    const result = await work();
    look();
    inside = false;
    return result;
  }
  return answer;
}

/**
 * OpenTelemetry's instrumentations of sockets and look-ups see the agent's own, too. Through the bridge (otel.ts) each of those spans would be a
 * transaction, whose record is posted, which is a span. So the agent does what it does where OpenTelemetry's SDK, any of its
 * versions, records no spans. No package of theirs is needed: its API is found by a registered symbol, and so are the keys of its contexts.
 */
const API: unique symbol = Symbol.for('opentelemetry.js.api.1') as never;
const SUPPRESSED: symbol = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

interface Context {
  setValue(key: symbol, value: unknown): Context;
}
interface ContextManager {
  active(): Context;
  with<T>(context: Context, fn: () => T): T;
}

/** Calls `fn`, without spans where OpenTelemetry is there. Throws only what `fn` throws. */
export function untraced<T>(fn: () => T): T {
  const manager = (globalThis as { [API]?: { readonly context?: ContextManager } })[API]?.context;
  let suppressed: Context | undefined;
  try {
    suppressed = manager?.active().setValue(SUPPRESSED, true);
  } catch {
    // Not what it looks like.
  }
  return manager === undefined || suppressed === undefined ? fn() : manager.with(suppressed, fn);
}

// One function timed, one request and one transaction, as each variant's users write them.
import { AsyncLocalStorage } from 'node:async_hooks';
import { packagesOf } from './peers.mjs';

/**
 * `timed(name, fn)` calls `fn`, sync or async, and answers what it answers; `transaction(fn)` has functions in it timed; `middleware` of
 * the application, where it needs one; `ready` waits until it works as it will.
 */
export async function timingOf(variant) {
  if (variant.startsWith('carpy')) return carpy();
  if (variant === 'otel') return around(otelTimed());
  if (variant === 'dd-trace') {
    const tracer = packagesOf('dd-trace').require('dd-trace');
    return around((name, fn) => tracer.trace(name, fn));
  }
  if (variant === 'prom-client') return promClient();
  return { timed: (_name, fn) => fn(), transaction: (fn) => fn() };
}

const around = (timed) => ({ timed, transaction: (fn) => timed('bench', fn) });

/** The least that timing a function can cost: its context, and two reads of the clock. */
export function byHand() {
  const storage = new AsyncLocalStorage();
  const timed = (_name, fn) => {
    const store = storage.getStore();
    const startMs = performance.now();
    const result = fn();
    if (result instanceof Promise)
      return result.then((value) => {
        store.totalMs += performance.now() - startMs;
        return value;
      });
    store.totalMs += performance.now() - startMs;
    return result;
  };
  return { timed, transaction: (fn) => storage.run({ totalMs: 0 }, fn) };
}

async function carpy() {
  const { start, stats, time, transaction } = await import('@carpy/agent');
  // Once hello is answered it aggregates.
  const ready = async () => {
    start();
    while (stats().hellosAnswered === 0) await new Promise((next) => setTimeout(next, 5));
  };
  return { timed: time, transaction: (fn) => transaction('bench', fn), ready };
}

function otelTimed() {
  const { SpanStatusCode, trace } = packagesOf('otel').require('@opentelemetry/api');
  const tracer = trace.getTracer('bench');
  const failed = (span, error) => {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  };
  const ended = (span) => (value) => {
    span.end();
    return value;
  };
  return (name, fn) =>
    tracer.startActiveSpan(name, (span) => {
      try {
        const result = fn();
        return result instanceof Promise
          ? result.then(ended(span), (error) => failed(span, error))
          : ended(span)(result);
      } catch (error) {
        return failed(span, error);
      }
    });
}

function promClient() {
  const { Histogram } = packagesOf('prom-client').require('prom-client');
  const labelNames = ['method', 'route', 'status'];
  const requests = new Histogram({ name: 'request_seconds', help: 'Requests.', labelNames });
  const functions = new Histogram({ name: 'function_seconds', help: 'Functions.', labelNames: ['name'] });
  const timed = (name, fn) => {
    const end = functions.startTimer({ name });
    const result = fn();
    if (result instanceof Promise) return result.finally(end);
    end();
    return result;
  };
  const middleware = (request, response) => {
    const end = requests.startTimer({ method: request.method });
    response.on('finish', () => end({ route: request.route?.path ?? '/', status: response.statusCode }));
  };
  return { timed, transaction: (fn) => fn(), middleware };
}

/**
 * Guarded subscriptions to diagnostics channels. A subscriber that throws would come out as an uncaught exception and end the
 * application, so each runs under its hook.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Hook } from './hook.ts';

/** Calls `take` with each message of the channel. */
export function onChannel<M>(hook: Hook, channel: string, take: (message: M) => void): void {
  const guarded = (message: unknown): void => {
    if (!hook.active) return;
    try {
      take(message as M);
    } catch (error) {
      hook.fault(error);
    }
  };
  subscribe(channel, guarded);
  hook.onUndo(() => unsubscribe(channel, guarded));
}

/** What a traced operation says of itself; all get the one object that the library made for this operation. */
export interface TracingSubscriber<M> {
  start?(message: M): void;
  end?(message: M): void;
  asyncStart?(message: M): void;
  asyncEnd?(message: M): void;
  error?(message: M): void;
}

/** Subscribes to the five channels of a TracingChannel, as far as the subscriber has methods for them. */
export function onTracing<M>(hook: Hook, name: string, subscriber: TracingSubscriber<M>): void {
  for (const event of ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const) {
    const take = subscriber[event];
    if (take !== undefined) onChannel<M>(hook, `tracing:${name}:${event}`, (message) => take.call(subscriber, message));
  }
}

/**
 * The commands of the admin port and their answers, word for word as StatsD gives them
 * (https://github.com/statsd/statsd/blob/master/docs/admin_interface.md). `quit` is the connection's business.
 */
import type { AdminConfigValue, AdminType, AdminView } from './admin-view.ts';
import { inspectNumber, inspectNumbers, inspectObject } from './inspect-object.ts';

/** The answer in pieces; an empty one lets others have a turn. */
type Answer = Iterable<string>;
type Command = (view: AdminView, words: readonly string[]) => Answer;

export const ERROR_ANSWER = 'ERROR\n';
const END = 'END\n\n';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'help',
    () => ['Commands: stats, counters, timers, gauges, delcounters, deltimers, delgauges, health, config, quit\n\n'],
  ],
  ['stats', (view) => [...view.stats().map(([name, value]) => `${name}: ${value}\n`), END]],
  ['counters', (view) => listed(inspectObject(view.counters(), inspectNumber))],
  ['gauges', (view) => listed(inspectObject(view.gauges(), inspectNumber))],
  ['timers', (view) => listed(inspectObject(view.timers(), inspectNumbers))],
  ['delcounters', (view, words) => remove(view, 'counters', words)],
  ['delgauges', (view, words) => remove(view, 'gauges', words)],
  ['deltimers', (view, words) => remove(view, 'timers', words)],
  ['health', health],
  ['config', (view) => config(view.config())],
]);

/** `line` is one command with its words, without blanks around it. */
export function answerAdmin(view: AdminView, line: string): Answer {
  const [name = '', ...words] = line.split(' ');
  return commands.get(name)?.(view, words) ?? [ERROR_ANSWER];
}

const WHOLE_COMMAND = /^\s*(?:help|stats|counters|timers|gauges|config|quit|health(?: +(?:up|down))?)\s*$/;

/** True for text that can be answered though its newline has not come: the rest of it could only be another command. Removals never are. */
export const isWholeCommand = (text: string): boolean => WHOLE_COMMAND.test(text);

function* listed(object: Answer): Generator<string> {
  yield* object;
  yield `\n${END}`;
}

function* remove(view: AdminView, type: AdminType, patterns: readonly string[]): Generator<string> {
  for (const pattern of patterns) {
    const removed = view.remove(type, pattern);
    if (removed.length === 0) yield `metric ${pattern} not found\n`;
    for (const key of removed) yield `deleted: ${key}\n`;
  }
  yield END;
}

function health(view: AdminView, words: readonly string[]): Answer {
  const asked = words[0]?.toLowerCase();
  if (asked === 'up' || asked === 'down') view.setHealth(asked);
  return [`health: ${view.health()}\n`];
}

function* config(values: { readonly [key: string]: AdminConfigValue }): Generator<string> {
  yield '\n';
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'object') yield `${key}: ${value}\n`;
    // What lies deeper is shown as text: StatsD's `[object Object]` tells nothing.
    else for (const [inner, one] of Object.entries(value ?? {})) yield `${key} > ${inner}: ${deep(one)}\n`;
  }
}

function deep(value: AdminConfigValue): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

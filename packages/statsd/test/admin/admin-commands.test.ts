import { expect, it } from 'vitest';
import { answerAdmin, isWholeCommand } from '../../src/admin/admin-commands.ts';
import { isRemovedBy } from '../../src/admin/admin-view.ts';
import { MemoryView } from './memory-view.ts';

it.each(['help', 'stats', 'counters', ' gauges ', 'timers\r', 'config', 'quit', 'health', 'health up', 'health  down'])(
  '%j can be answered without its newline',
  (text) => {
    expect(isWholeCommand(text)).toBe(true);
  },
);

it.each([
  '',
  ' ',
  'stat',
  'statss',
  'health d',
  'delcounters',
  'delcounters a',
  'delgauges a.*',
  'deltimers a',
  'STATS',
])('%j waits for more', (text) => {
  expect(isWholeCommand(text)).toBe(false);
});

it.each([
  ['a.b', 'a.b', true],
  ['a.b', 'a.*', true],
  ['a.b.c', 'a.*', true],
  ['ab', 'a.*', false],
  ['a', 'a.*', false],
  ['a.*', 'a.*', true],
  ['a.b', 'a', false],
  ['a.b', '*', false],
  ['a.b', '.*', false],
  ['.b', '.*', true],
])('%s is removed by %s: %s', (key, pattern, want) => {
  expect(isRemovedBy(key, pattern)).toBe(want);
});

it.each(['constructor', '__proto__', 'toString', '', 'del', 'status'])('%j is no command', (line) => {
  expect([...answerAdmin(new MemoryView(), line)].join('')).toBe('ERROR\n');
});

it('shows what lies deep in the configuration', () => {
  const view = new MemoryView();
  view.settings = { histogram: [{ metric: '', bins: [1, 'inf'] }], servers: [[1, 2]] };
  expect([...answerAdmin(view, 'config')].join('')).toBe(
    '\nhistogram > 0: {"metric":"","bins":[1,"inf"]}\nservers > 0: 1,2\n',
  );
});

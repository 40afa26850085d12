import { expect, it } from 'vitest';
import { createLogger } from '../src/config/logger.ts';

function lines(
  format: 'text' | 'json',
  level: 'debug' | 'info' | 'warn' | 'error',
  write: (log: ReturnType<typeof createLogger>) => void,
): string[] {
  const written: string[] = [];
  write(createLogger({ level, format, write: (line) => written.push(line), clock: () => 0 }));
  return written;
}

it('writes text with its fields', () => {
  expect(lines('text', 'info', (log) => log.info('up', { port: 1, why: 'a b', none: undefined }))).toEqual([
    '1970-01-01T00:00:00.000Z info  up port=1 why="a b"\n',
  ]);
});

it('writes one JSON object a line', () => {
  const [line] = lines('json', 'info', (log) => log.warn('two\nlines', { n: 1 }));
  expect(line?.endsWith('\n')).toBe(true);
  expect(JSON.parse(line as string)).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    message: 'two\nlines',
    n: 1,
  });
});

it('leaves out what is below the level', () => {
  const all = (log: ReturnType<typeof createLogger>): void => {
    log.debug('d');
    log.info('i');
    log.warn('w');
    log.error('e');
  };
  expect(lines('text', 'debug', all)).toHaveLength(4);
  expect(lines('text', 'error', all)).toEqual(['1970-01-01T00:00:00.000Z error e\n']);
});

it('keeps control characters of clients out of the terminal', () => {
  expect(lines('text', 'info', (log) => log.info('\u001b[31mred\nnext'))).toEqual([
    '1970-01-01T00:00:00.000Z info  ?[31mred\n    next\n',
  ]);
});

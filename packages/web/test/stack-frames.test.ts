import type { StackFrame } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { foldFrames, functionOf, packageOf, placeOf, stackText } from '../src/components/stack-frames.ts';

const own = (file: string): StackFrame => ({
  text: `    at f (${file}:1:2)`,
  function: 'f',
  file,
  line: 1,
  column: 2,
  own: true,
});
const library = (file: string): StackFrame => ({ ...own(file), own: false });

/** `o` an own frame, a number a fold of so many, `"…"` a line of text. */
const told = (frames: readonly StackFrame[]): string =>
  foldFrames(frames)
    .map((part) => (part.is === 'own' ? 'o' : part.is === 'text' ? `"${part.text}"` : String(part.frames.length)))
    .join(' ');

const a = own('src/a.ts');
const lib = library('/app/node_modules/express/lib/router.js');

describe('frames of a stack', () => {
  it.each([
    ['nothing', [], ''],
    ['own frames stand each by itself', [a, a], 'o o'],
    ['what lies between is folded', [a, lib, lib, lib, a, lib], 'o 3 o 1'],
    ['only library frames', [lib, lib], '2'],
    [
      'a line that is no frame parts two runs',
      [a, lib, { text: 'Caused by: Error: x', own: false }, lib],
      'o 1 "Caused by: Error: x" 1',
    ],
    ['empty lines are left out', [a, { text: '   ', own: false }, a], 'o o'],
  ] as const)('%s', (_name, frames, want) => {
    expect(told(frames)).toBe(want);
  });

  it('loses no frame', () => {
    const frames = [lib, a, lib, lib, a, a, lib];
    const all = foldFrames(frames).flatMap((part) =>
      part.is === 'own' ? [part.frame] : part.is === 'library' ? part.frames : [],
    );
    expect(all).toEqual(frames);
  });

  it('names the packages of a fold once each', () => {
    const [part] = foldFrames([lib, library('node:internal/process'), lib]);
    expect(part).toMatchObject({ packages: ['express', 'node'] });
  });

  it.each([
    ['/app/node_modules/express/lib/router.js', 'express'],
    ['/app/node_modules/@hono/node-server/dist/index.js', '@hono/node-server'],
    ['/app/node_modules/a/node_modules/b/index.js', 'b'],
    ['C:\\app\\node_modules\\@x\\y\\index.js', '@x/y'],
    ['/usr/lib/python3/site-packages/flask/app.py', 'flask'],
    ['node:internal/process/task_queues', 'node'],
    ['/app/vendor/x.js', undefined],
  ])('%s is of %s', (file, want) => {
    expect(packageOf(library(file))).toBe(want);
  });

  it('tells the place in the source where a map is there', () => {
    expect(placeOf(own('file:///app/dist/a.js'))).toBe('/app/dist/a.js:1:2');
    const mapped = { ...a, original: { file: 'src/cart.ts', line: 42, column: 9, function: 'addToCart' } };
    expect(placeOf(mapped)).toBe('src/cart.ts:42:9');
    expect(functionOf(mapped)).toBe('addToCart');
    expect(functionOf({ text: 'at /app/a.js:1:2', file: '/app/a.js', line: 1, own: true })).toBe('(anonymous)');
  });

  it('copies the stack as it came', () => {
    expect(stackText('Error: x', [a])).toBe('Error: x\n    at f (src/a.ts:1:2)');
  });
});

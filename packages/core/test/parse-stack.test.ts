import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStack } from '../src/index.ts';

const frame = (line: string): unknown => {
  const [first] = parseStack(`Error: x\n    ${line}`);
  if (first === undefined) return undefined;
  const { text, own, ...rest } = first;
  expect(text).toBe(line);
  return [rest.function, rest.file, rest.line, rest.column, own];
};
const none = undefined;

describe('parseStack', () => {
  it.each([
    ['at loadCart (/srv/app/src/cart.js:12:34)', 'loadCart', '/srv/app/src/cart.js', 12, 34, true],
    ['at async loadCart (/srv/app/src/cart.js:12:34)', 'loadCart', '/srv/app/src/cart.js', 12, 34, true],
    ['at /srv/app/src/cart.js:12:34', none, '/srv/app/src/cart.js', 12, 34, true],
    ['at async /srv/app/src/cart.js:12:34', none, '/srv/app/src/cart.js', 12, 34, true],
    ['at async file:///srv/app/src/cart.js:1:2', none, 'file:///srv/app/src/cart.js', 1, 2, true],
    ['at new Cart (file:///srv/app/src/cart.js:1:2)', 'new Cart', 'file:///srv/app/src/cart.js', 1, 2, true],
    ['at Cart.get [as total] (/srv/a b/c(1).js:3:4)', 'Cart.get [as total]', '/srv/a b/c(1).js', 3, 4, true],
    ['at Object.<anonymous> (C:\\app\\x.js:1:2)', 'Object.<anonymous>', 'C:\\app\\x.js', 1, 2, true],
    ['at file:///C:/app/x.js:1:2', none, 'file:///C:/app/x.js', 1, 2, true],
    ['at f (webpack:///./src/x.ts?a1b2:7:9)', 'f', 'webpack:///./src/x.ts?a1b2', 7, 9, true],
    ['at __webpack_require__ (webpack/bootstrap:19:1)', '__webpack_require__', 'webpack/bootstrap', 19, 1, false],
    ['at eval (eval at run (/srv/app/x.js:5:6), <anonymous>:1:1)', 'eval', '/srv/app/x.js', 5, 6, true],
    [
      'at next (/srv/app/node_modules/express/lib/router.js:1:2)',
      'next',
      '/srv/app/node_modules/express/lib/router.js',
      1,
      2,
      false,
    ],
    [
      'at C.x (C:\\app\\node_modules\\pg\\lib\\client.js:1:2)',
      'C.x',
      'C:\\app\\node_modules\\pg\\lib\\client.js',
      1,
      2,
      false,
    ],
    ['at node:internal/main/run_main_module:28:49', none, 'node:internal/main/run_main_module', 28, 49, false],
    [
      'at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      'process.processTicksAndRejections',
      'node:internal/process/task_queues',
      95,
      5,
      false,
    ],
    ['at Array.map (<anonymous>)', 'Array.map', '<anonymous>', none, none, false],
    ['at async Promise.all (index 0)', 'Promise.all', none, none, none, false],
    ['at JSON.parse (native)', 'JSON.parse', 'native', none, none, false],
    ['at <anonymous>', none, '<anonymous>', none, none, false],
    ['at com.shop.Cart.load(Cart.java:42)', 'com.shop.Cart.load', 'Cart.java', 42, none, true],
    ['loadCart@https://shop.example.com/app.js:10:15', 'loadCart', 'https://shop.example.com/app.js', 10, 15, true],
  ])('%s', (line, name, file, lineNumber, column, own) => {
    expect(frame(line)).toEqual([name, file, lineNumber, column, own]);
  });

  it.each(['at the end of the day', 'ask ann@example.com', 'at', '', 'Error: at x'])(
    'takes %j for no frame',
    (line) => {
      expect(parseStack(`Error: x\n  ${line}`)).toEqual([]);
    },
  );

  it('reads Python tracebacks, the innermost call of the last one first', () => {
    const frames = parseStack(
      [
        'Traceback (most recent call last):',
        '  File "/srv/app/db.py", line 3, in query',
        '    raise KeyError("x")',
        "KeyError: 'x'",
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        'Traceback (most recent call last):',
        '  File "/usr/lib/python3.11/site-packages/flask/app.py", line 9, in dispatch',
        '    return view()',
        '           ^^^^^^',
        '  File "/srv/app/views.py", line 41, in checkout',
        '    pay(cart)',
        'shop.PaymentError: declined',
      ].join('\n'),
    );
    expect(frames.map((f) => [f.function, f.file, f.line, f.own, f.source?.lines[0]])).toEqual([
      ['checkout', '/srv/app/views.py', 41, true, 'pay(cart)'],
      ['dispatch', '/usr/lib/python3.11/site-packages/flask/app.py', 9, false, 'return view()'],
      ['query', '/srv/app/db.py', 3, true, 'raise KeyError("x")'],
    ]);
  });

  it('reads what this runtime writes', () => {
    const [first] = parseStack(new Error('x').stack as string);
    expect(first?.file).toContain('parse-stack.test.ts');
    expect(first).toMatchObject({ line: expect.any(Number), column: expect.any(Number), own: true });
  });

  it('never throws, and keeps a bound, whatever the text', () => {
    const part = fc.constantFrom(
      'at ',
      '(',
      ')',
      ':1',
      ':2',
      '\n',
      'eval at ',
      'File "',
      '", line 1',
      'Traceback (most recent call last)',
      '@/',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 300 }), (parts) => {
        expect(parseStack(parts.join('')).length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

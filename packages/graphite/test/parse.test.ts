import { isCarpyError } from '@carpy/core';
import { type Argument, type Expression, parseTarget, printTarget, TARGET_LIMITS } from '@carpy/graphite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The tree without positions, short enough to read in a table. */
function shape(node: Argument): unknown {
  switch (node.kind) {
    case 'path':
      return node.path;
    case 'number':
      return node.integer ? node.value : { float: node.value };
    case 'string':
      return { string: node.value };
    case 'call':
      return [
        node.piped ? `|${node.name}` : node.name,
        ...node.args.map(shape),
        ...node.kwargs.map((k) => ({ [k.name]: shape(k.value) })),
      ];
    case 'template':
      return [
        'template',
        shape(node.body),
        ...node.args.map(shape),
        ...node.kwargs.map((k) => ({ [k.name]: shape(k.value) })),
      ];
    default:
      return { word: node.kind };
  }
}

describe('parseTarget reads', () => {
  it.each<[string, unknown]>([
    ['a.b.c', 'a.b.c'],
    ['  a.b  ', 'a.b'],
    ['a.*.c?.[a-z].x', 'a.*.c?.[a-z].x'],
    ['a.{b,c}.d', 'a.{b,c}.d'],
    ['a.{b,{c,d}e,}f.{}', 'a.{b,{c,d}e,}f.{}'],
    ['a.{b.c,d}.e', 'a.{b.c,d}.e'],
    ['disk.used;host=web-1;dc=a', 'disk.used;host=web-1;dc=a'],
    ['carpy.shop.web-1.GET-users-_id.ok.mean', 'carpy.shop.web-1.GET-users-_id.ok.mean'],
    ['über.größe', 'über.größe'],
    ['a\\,b.c\\(d\\)', 'a,b.c(d)'],
    ['a$b.%c:d', 'a$b.%c:d'],
    ['5', '5'],
    ['sum(a.b,c)', ['sum', 'a.b', 'c']],
    ['sum ( a.b , c )', ['sum', 'a.b', 'c']],
    ['sum()', ['sum']],
    ['f(g(h(a)),b)', ['f', ['g', ['h', 'a']], 'b']],
    [
      'f(a,1,-2,1.5,-.5,1e3,-1.5E-2)',
      ['f', 'a', 1, -2, { float: 1.5 }, { float: -0.5 }, { float: 1000 }, { float: -0.015 }],
    ],
    ['f(a,10min,1.2.3,5x)', ['f', 'a', '10min', '1.2.3', '5x']],
    ['f(a,"x y",\'it"s\',"")', ['f', 'a', { string: 'x y' }, { string: 'it"s' }, { string: '' }]],
    ['f("a\\"b")', ['f', { string: 'a\\"b' }]],
    ['f("a""b")', ['f', { string: 'a""b' }]],
    ['f("),(")', ['f', { string: '),(' }]],
    [
      'f(true,False,TRUE,none,None,inf)',
      ['f', ...['true', 'false', 'true', 'none', 'none', 'infinity'].map((word) => ({ word }))],
    ],
    ['f(trueish,true.x)', ['f', 'trueish', 'true.x']],
    ['f(a,b=1,c = "x")', ['f', 'a', { b: 1 }, { c: { string: 'x' } }]],
    ['f(a;b=c)', ['f', 'a;b=c']],
    ['f(x=g(a))', ['f', { x: ['g', 'a'] }]],
    ['a|f()', ['|f', 'a']],
    ['a | f(2) | g(b, c=1)', ['|g', ['|f', 'a', 2], 'b', { c: 1 }]],
    ['sum(a|f(1),5|g())', ['sum', ['|f', 'a', 1], ['|g', '5']]],
    ['template(a.$x.b, x="1")', ['template', 'a.$x.b', { x: { string: '1' } }]],
    ['template(f(a.$1,$2),"x",5)|g()', ['|g', ['template', ['f', 'a.$1', '$2'], { string: 'x' }, 5]]],
    ['seriesByTag("name=a","b!=c")', ['seriesByTag', { string: 'name=a' }, { string: 'b!=c' }]],
  ])('%s', (text, want) => {
    expect(shape(parseTarget(text))).toEqual(want);
  });

  it('remembers where each part stood', () => {
    expect(parseTarget('f(a, g("x"), k=1)')).toMatchObject({
      position: 0,
      args: [{ position: 2 }, { position: 5, args: [{ position: 7 }] }],
      kwargs: [{ position: 13, value: { position: 15 } }],
    });
  });

  it('takes targets at its bounds in time linear in their length', () => {
    const wide = `sum(${Array.from({ length: 8_000 }, (_, i) => `a.b${i}`).join(',')})`.slice(0, TARGET_LIMITS.length);
    expect(parseTarget(wide).kind).toBe('call');
    expect(parseTarget(`${'f('.repeat(100)}a${')'.repeat(100)}`).kind).toBe('call');
    expect(parseTarget(`a${'|f()'.repeat(100)}`).kind).toBe('call');
  });
});

describe('parseTarget refuses', () => {
  it.each<[string, number]>([
    ['', 0],
    ['   ', 3],
    ['sumSeries(a) junk', 13],
    ['sumSeries(a', 11],
    ['sumSeries(a))', 12],
    ['f(a b)', 4],
    ['f(a,)', 4],
    ['f(,a)', 2],
    ['f("a)', 5],
    ['a..b', 2],
    ['.a', 0],
    ['a.', 2],
    ['f(a.)', 4],
    ['a.{b,c', 6],
    ['a}b', 1],
    ['a\\b', 1],
    ['a|b', 2],
    ['a|', 2],
    ['f(a=1,b)', 6],
    ['template(a, b)', 12],
    ['template(a, "x", y="z")', 19],
    ['template()', 9],
    ['"a"', 0],
    ['a.b(c)', 3],
    ['x'.repeat(TARGET_LIMITS.length + 1), TARGET_LIMITS.length],
    [`${'f('.repeat(101)}a${')'.repeat(101)}`, 201],
  ])('%s', (text, position) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'CARPY_BAD_TARGET', position }));
  });

  it('never in another way than by a CarpyError within the text', () => {
    const token = fc.constantFrom(
      ...[
        'a',
        'f',
        '(',
        ')',
        ',',
        '|',
        '"',
        "'",
        '\\',
        '{',
        '}',
        '.',
        '=',
        '1',
        '-.5',
        '1e3',
        'true',
        'template(',
        ' ',
        ';',
        '[a-z]',
        '*',
        '$x',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 40 }).map((t) => t.join('')),
    );
    fc.assert(
      fc.property(text, (t) => {
        try {
          const parsed = parseTarget(t);
          expect(shape(parseTarget(printTarget(parsed)))).toEqual(shape(parsed));
        } catch (e) {
          if (!isCarpyError(e)) throw e;
          expect(e.position).toBeLessThanOrEqual(t.length);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('printTarget', () => {
  const name = fc.stringMatching(/^[a-z_][a-zA-Z0-9_]{0,8}$/).filter((n) => n !== 'template');
  const node = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9_*?$%;:=~-]{1,6}$/),
    fc.constantFrom('{a,b}', 'x{a,{b,c}}', '[a-z]', '{,a}', "it's", 'a(b)', 'a,b', 'a|b', '{', 'a\\b', '1', 'true'),
  );
  const path = fc.array(node, { minLength: 1, maxLength: 4 }).map((nodes) => nodes.join('.'));
  const literal = fc.oneof(
    fc.integer().map((value) => ({ kind: 'number' as const, value, integer: true, position: 0 })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ kind: 'number' as const, value, integer: false, position: 0 })),
    fc
      .stringMatching(/^[^"\\]{0,10}$/)
      .map((value) => ({ kind: 'string' as const, value, quote: '"' as const, position: 0 })),
    fc.constantFrom('true', 'false', 'none', 'infinity').map((kind) => ({ kind: kind as 'true', position: 0 })),
  );
  // In an argument's place a bare word that reads as a literal is that literal: no parse gives such a path.
  const readsAsLiteral = (p: string): boolean => /^(?:-?\d+(?:[eE][+-]?\d+)?|true|false|none|inf)$/i.test(p);
  const { expression } = fc.letrec<{ expression: Expression; argument: Argument }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      path.filter((p) => !readsAsLiteral(p)).map((p) => ({ kind: 'path' as const, path: p, position: 0 })),
      fc.record({
        kind: fc.constant('call' as const),
        name,
        args: fc.array(tie('argument'), { maxLength: 3 }),
        kwargs: fc.array(fc.record({ name, value: tie('argument'), position: fc.constant(0) }), { maxLength: 2 }),
        piped: fc.constant(false),
        position: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('call' as const),
        name,
        args: tie('expression').map((e) => [e]),
        kwargs: fc.constant([]),
        piped: fc.constant(true),
        position: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('template' as const),
        body: tie('expression'),
        args: fc.constant([]),
        kwargs: fc.constant([]),
        position: fc.constant(0),
      }),
    ),
    argument: fc.oneof(literal, tie('expression')),
  }));

  it('gives text that reads as the same tree', () => {
    fc.assert(
      fc.property(expression, (e) => {
        expect(shape(parseTarget(printTarget(e)))).toEqual(shape(e));
      }),
      { numRuns: 500 },
    );
  });
});

/** Graphite's configuration, by tables; graphite-conf-carbon.test.ts asks the real carbon. */
import { isCarpyError } from '@carpy/core';
import { describe, expect, it } from 'vitest';
import { type GraphiteConf, parseGraphiteConf } from '../src/schema/graphite-conf.ts';
import type { Tier } from '../src/schema/schema.ts';
import { USUAL_RULES } from '../src/schema/usual-rules.ts';
import { AGGREGATION, NAMES, SCHEMAS } from './graphite-conf-texts.ts';

const schemasOf = (schemas: string): GraphiteConf => parseGraphiteConf({ schemas, aggregation: undefined });
const rulesOf = (aggregation: string): GraphiteConf => parseGraphiteConf({ schemas: undefined, aggregation });
const show = (tiers: readonly Tier[] | undefined): string | undefined =>
  tiers?.map(({ stepS, retentionS }) => `${stepS}:${retentionS}`).join();

function faultOf(parse: () => unknown): string {
  try {
    parse();
  } catch (e) {
    expect(isCarpyError(e) && e.code).toBe('CARPY_BAD_CONFIG');
    return (e as { detail: string }).detail;
  }
  throw new Error('nothing was refused');
}

describe('storage-schemas.conf', () => {
  it.each([
    ['carbon.agents.a', '60:7776000'],
    ['servers.carbon.x', '60:86400'],
    ['servers.a.load', '10:21600,60:518400,600:157680000'],
    ['servers.a.load.5', '60:86400'],
    ['app.a.rate', '3600:31536000'],
    ['stats.a.rate', undefined],
    ['other', undefined],
  ])('%s has the tiers of the first section that it fits', (name, want) => {
    expect(show(schemasOf(SCHEMAS).tiersFor(name))).toBe(want);
  });

  it('takes every name with match-all', () => {
    const conf = schemasOf('[all]\nmatch-all = true\nretentions = 1m:1d\n');
    expect(show(conf.tiersFor('anything'))).toBe('60:86400');
    expect(conf.schemas).toMatchObject([{ name: 'all', pattern: undefined }]);
  });

  it('has keys of [DEFAULT] in every section', () => {
    expect(show(schemasOf('[DEFAULT]\nretentions = 1m:1d\n[a]\npattern = a').tiersFor('a'))).toBe('60:86400');
  });

  it('leaves rules to the usual ones without storage-aggregation.conf', () => {
    for (const name of NAMES) expect(schemasOf(SCHEMAS).ruleFor(name)).toEqual(USUAL_RULES.ruleFor(name));
  });

  it('tells of sections without effect', () => {
    const { schemas, findings } = schemasOf(
      [
        '[none]\npattern = x',
        '[blank]\nretentions = 1m:1d',
        '[one]\npattern = ^a\nretentions = 1m:1d\npriority = 5',
        '[two]\npattern = ^a\nretentions = 1m:2d',
        '[all]\npattern = .*\nretentions = 1m:1d',
        '[late]\npattern = ^b\nretentions = 1m:1d',
      ].join('\n'),
    );
    expect(schemas.map(({ name }) => name)).toEqual(['one', 'two', 'all', 'late']);
    expect(findings).toEqual([
      'storage-schemas.conf: [none]: it has no retentions, so it is skipped as carbon skips it',
      'storage-schemas.conf: [blank]: it has no pattern, so it is skipped as carbon skips it',
      'storage-schemas.conf: [one]: priority means nothing here',
      'storage-schemas.conf: [two]: it is never reached: [one] before it takes the same names',
      'storage-schemas.conf: [late]: it is never reached: [all] before it takes every name',
    ]);
  });

  it.each([
    ['[a]\npattern = (\nretentions = 1m:1d', ['[a]', "pattern '('"]],
    ['[a]\npattern = (?x)a\nretentions = 1m:1d', ['[a]', "pattern '(?x)a'", '(?i)']],
    [`[a]\npattern = ${'a'.repeat(1_025)}\nretentions = 1m:1d`, ['[a]', '1025 characters, at most 1024']],
    ['[a]\npattern = a\nretentions = 10s', ['[a]', "'10s' is not STEP:RETENTION"]],
    ['[a]\npattern = a\nretentions = 10x:1d', ['[a]', "'10x' in '10x:1d'"]],
    ['[a]\npattern = a\nretentions = 0:1d', ['[a]', 'step of 0']],
    ['[a]\npattern = a\nretentions = 1h:1s', ['[a]', 'keeps no point']],
    ['[a]\npattern = a\nretentions = 1m:1d,60s:2d', ['[a]', 'two tiers have a step of 60 s']],
    ['[a]\npattern = a\nretentions = 40s:1d,1m:2d', ['[a]', '40 s must divide 60 s']],
    ['[a]\npattern = a\nretentions = 10s:1d,1m:1d', ['[a]', 'must be longer']],
    ['[a]\npattern = a\nretentions = 10m:30m,1h:1d', ['[a]', '3 points', '6 make one of 3600 s']],
    ['[a]\npattern = a\nretentions = 7s:1d', ['[a]', 'a step of 7 s neither divides 10 minutes']],
    ['[a]\npattern = a\nretentions = 2d:1y', ['[a]', 'a step of 172800 s']],
    ['[a]\npattern = a\nretentions = 10s:5m', ['[a]', 'less than 10 minutes']],
    ['pattern = a', ['line 1', 'before any [section]']],
    ['[a]\nnonsense', ['line 2', 'nonsense']],
    ['[a]\n[a]', ['line 2', '[a] is there twice']],
    ['[a] # note', ['line 1', '# note']],
    ['[a]\npattern = a\nPattern = b', ['line 3', 'pattern twice']],
    ['[a]\npattern = a\n  [b]', ['line 3', '[b] is indented']],
    [
      Array.from({ length: 13 }, (_, n) => `[${n}]\npattern = ${n}\nretentions = 1m:${n + 1}d`).join('\n'),
      ['13', '12'],
    ],
  ])('refuses %#', (text, words) => {
    const fault = faultOf(() => schemasOf(text));
    for (const word of ['storage-schemas.conf', ...words]) expect(fault).toContain(word);
  });

  it('refuses a file that is no configuration', () => {
    expect(faultOf(() => schemasOf(' '.repeat(1_048_577)))).toContain('1048577 characters, at most 1048576');
  });

  it('tells all faults at once, of both files', () => {
    const bad = '[a]\npattern = (\nretentions = 1m:1d\naggregationMethod = sum\n[b]\npattern = [\nretentions = 1m:1d';
    expect(faultOf(() => parseGraphiteConf({ schemas: bad, aggregation: bad })).split('\n')).toHaveLength(4);
  });
});

describe('storage-aggregation.conf', () => {
  it.each([
    ['a.lower', 'min', 0.1],
    ['a.sum', 'sum', 0.5],
    ['half.a', 'average', 0.25],
    ['zero.lower', 'min', 0.1],
    ['zero.x', 'avg_zero', 0],
    ['other', 'average', 0.5],
  ])('%s: %s, %d', (name, method, xFilesFactor) => {
    expect(rulesOf(AGGREGATION).ruleFor(name)).toEqual({ method, xFilesFactor });
  });

  it('is averages for all when it is empty', () => {
    expect(rulesOf('').ruleFor('a.count')).toEqual({ method: 'average', xFilesFactor: 0.5 });
  });

  it.each([
    ['aggregationMethod = avg', "aggregationMethod: 'avg'"],
    ['xFilesFactor = 1.5', "xFilesFactor: '1.5'"],
    ['xFilesFactor = -1', "xFilesFactor: '-1'"],
    ['xFilesFactor = half', "xFilesFactor: 'half'"],
    ['xFilesFactor = 1.2.3', "xFilesFactor: '1.2.3'"],
  ])('refuses %s', (line, word) => {
    expect(faultOf(() => rulesOf(`[a]\npattern = a\n${line}`))).toContain(`storage-aggregation.conf: [a]: ${word}`);
  });
});

/** What StatsD's documents and its source promise, one case each, beside the generated ones. */
import type { Case } from './cases.ts';

const repeat = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

export const table: readonly Case[] = [
  { what: 'counters add up, and are zero when idle', windows: [['~~:1|c', '~~:2|c', '~~:-5|c'], []] },
  { what: 'a sampled counter counts 1/rate', windows: [['~~:1|c|@0.1', '~~:3|c|@0.7', '~~:1|c|@0.001']] },
  { what: 'sums of fractions', windows: [repeat(30, (i) => `~~:0.${i + 1}|c`), repeat(7, () => '~~:0.1|c')] },
  { what: 'a gauge stays', windows: [['~~:333|g'], []] },
  { what: 'a gauge changes by signed values', windows: [['~~:333|g', '~~:-10|g', '~~:+4|g'], ['~~:+1|g']] },
  { what: 'a signed value sets an unset gauge', windows: [['~~:-10|g', '~~.b:+10|g', '~~.c:0|g', '~~.c:-5|g']] },
  { what: 'a gauge comes back after idle flushes', windows: [['~~:5|g'], ['~~:+2|g']] },
  { what: 'a gauge changes after idle flushes', windows: [['~~:7|g', '~~.b:7|g'], [], ['~~:+1|g'], ['~~.b:+1|g']] },
  { what: 'the rate of a gauge is ignored', windows: [['~~:10|g|@0.1', '~~:+10|g|@0.1', '~~.s:x|s|@0.1']] },
  { what: 'sets count different members', windows: [['~~:a|s', '~~:b|s', '~~:a|s', '~~:B|s'], ['~~:a|s']] },
  { what: 'one timing', windows: [['~~:320|ms'], ['~~:0|ms']] },
  { what: 'two timings', windows: [['~~:1|ms', '~~:2|ms'], []] },
  { what: 'a hundred timings', windows: [repeat(100, (i) => `~~:${(i * 37) % 100}.25|ms`), []] },
  { what: 'timings of one value', windows: [repeat(11, () => '~~:0.1|ms')] },
  { what: 'a sampled timing counts, its sum does not', windows: [['~~:10|ms|@0.1', '~~:20|ms', '~~:15|ms|@0.3']] },
  { what: 'large and small timings', windows: [['~~:1e15|ms', '~~:1e-9|ms', '~~:123456789.125|ms', '~~:0.1|ms']] },
  {
    what: 'values on the edges of bins',
    windows: [['~~:1|ms', '~~:0.5|ms', '~~:10|ms', '~~:10.5|ms', '~~:1000|ms', '~~:99999|ms']],
  },
  { what: 'bins by name', windows: [['~~.b:5|ms', '~~.n:0.4|ms', '~~.n:50|ms', '~~.n:5000|ms', '~~.n.b:3|ms']] },
  { what: 'several values of a name in a line', windows: [['~~:1|c:2|c:3|ms:4|g:five|s'], ['~~:1|c:x:2|c']] },
  { what: 'one name of four types', windows: [['~~:1|c', '~~:1|ms', '~~:1|g', '~~:1|s'], []] },
  { what: 'keys are cleaned', windows: [['~~ a/b  c!"§:1|c', '~~(x):1|g', '~~\ty:1|ms', '~~*?[]:z|s']] },
  { what: 'keys that meet after cleaning', windows: [['~~ a:1|c', '~~_a:2|c', '~~/b:1|g', '~~-b:+2|g']] },
  { what: 'tags in the key', windows: [['~~;env=prod:1|c', '~~;env=prod:2|c', '~~;env=dev:1|ms', '~~:7|c']] },
  {
    what: 'tags of DogStatsD',
    windows: [['~~:1|c|#env:prod', '~~;env=prod:2|c', '~~:3|ms|@0.5|#a:1,b:2', '~~:3|g|#a:1,b:2']],
  },
  {
    what: 'names like the own counters stay under deleteIdleStats',
    windows: [['~~.packets_received:1|c', '~~.bad_lines_seen.x:1|c', '~~.my_metrics_received:2|c', '~~.other:1|c'], []],
  },
  {
    what: 'bad lines',
    windows: [
      ['~~', '~~:', '~~:1', '~~:|c', '~~:x|c', '~~:1|c|0.1', '~~:1|c|@', '~~:-1|ms', '~~:1|ms|@-1', '~~:x|g', '~~:1|'],
    ],
  },
  {
    what: 'words of JavaScript inside of keys',
    windows: [['~~.constructor:1|c', '~~.__proto__:1|ms', '~~.toString:1|g', '~~.valueOf:1|s']],
  },
  {
    what: 'names that look like parts of others',
    windows: [['~~.count:1|c', '~~.rate:2|c', '~~.upper_90:1|ms', '~~.timers.x:4|g']],
  },
  { what: 'a line longer than any', windows: [[`~~.${'y'.repeat(9_000)}:1|c`]] },
  { what: 'a name longer than any', windows: [[`~~.${'y'.repeat(1_100)}:1|c`, `~~.${'y'.repeat(900)}:1|c`]] },
  {
    what: 'tags beyond the bounds',
    windows: [[`~~:1|c|#${repeat(21, (i) => `t${i + 10}:1`).join(',')}`, `~~:1|g|#a:${'v'.repeat(300)}`]],
  },
  {
    what: 'events and service checks of DogStatsD',
    windows: [['~~:1|c', '_e{5,4}:title|text|#k:~~', '_sc|~~.up|0|#a:b']],
  },
  { what: 'stamps of DogStatsD', windows: [['~~:1|c', '~~.p:5|g|T1656581400', '~~.p:5|c|@0.5|T1656581400']] },
  { what: 'the member __proto__', windows: [['~~:a|s', '~~:__proto__|s']] },
  { what: 'sums out of range', windows: [['~~:1e308|c', '~~:1e308|c', '~~.g:1e308|g', '~~.g:+1e308|g']] },
  // One case for each declared difference, so that no seed can miss it.
  { what: 'a carriage return', windows: [['~~:foo|s\r', '~~:1|c|#a:b\r', '\r']] },
  { what: 'no name', windows: [[':1|c']] },
  { what: 'fields behind the tags', windows: [['~~:1|c|#a:b|@0.5', '~~:1|ms|#a:b|c:0123', '~~:1|g|#a:b|e:x']] },
  { what: 'values of one type', windows: [['~~:1:2:3|ms', '~~:1:2|c|@0.5', '~~:1:x:2|g', '~~:a:b|s']] },
  { what: 'types of DogStatsD', windows: [['~~:5|h', '~~:7|d|@0.5', '~~:-1|h', '~~:2| d']] },
  { what: 'unknown types', windows: [['~~:1|kv', '~~:1|MS', '~~:1|', '~~:1| ', '~~:x|kv']] },
  { what: 'a blank before the type of a set', windows: [['~~:foo| s', '~~:5| s']] },
  { what: 'numbers that are no decimals', windows: [['~~:0x10|c', '~~:Infinity|g', '~~: |c', '~~:1e400|ms']] },
  { what: 'a negative timing', windows: [['~~:-1| ms', '~~:-1|ms']] },
  { what: 'a timing that is too large', windows: [['~~:1e16|ms', '~~:1e15|ms']] },
  { what: 'a rate with an exponent', windows: [['~~:1|c|@1e-1', '~~:1|ms|@5e-1']] },
  {
    what: 'rates out of range',
    windows: [['~~:1|c|@0', '~~:1|c|@2', '~~:1|ms|@0x10', '~~:1|g|@0', '~~:1|c|@0.0000000001']],
  },
  {
    what: 'rates cut short',
    windows: [['~~:1|c|@0.142857142857', '~~:1|ms|@0.3333333333', '~~:3|c|@0.0333333333333']],
  },
  { what: 'blanks outside of ASCII', windows: [['~~\u00a0y:1|c', '~~\u2003y:1|g']] },
  { what: 'empty segments', windows: [['.~~..a.:1|c', '~~.a:2|c', '...~~:1|g', '~~:+2|g']] },
  { what: 'tags in other words', windows: [['~~:1|c|#b:1,a:2', '~~;a=2;b=1:2|c', '~~:1|g|#x', '~~:1|s|#a:1,a:2']] },
  { what: 'names of nothing', windows: [['~~:1|c', '...:1|c']] },
  { what: 'bad tags', windows: [['~~;a:1|c', '~~;=1:1|g', '~~:1|ms|#a:', '~~:1|s|#a:~b']] },
];

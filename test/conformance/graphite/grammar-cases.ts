/** The target language itself: spellings, quotes, globs, pipes, templates, and what is no target. */
import type { Case } from './case.ts';

// biome-ignore format: a line a thing, or many on a line
const TARGETS = [
  'c.dense.web1.load', ' c.dense.web1.load ', 'c.dense.web?.load', 'c.dense.web[12].load', 'c.dense.web[1-9]*.load', 'c.dense.{web1,web2}.load',
  'c.{dense,gaps}.web{1,2}.load', 'c.dense.{web1}.load', 'c.*.web1.load', 'c.dense.*', '*.dense.web1.load',
  'c.dense.we*.lo*', 'c.dense.web1', 'c', 'nothing', 'c.both', 'c.both.*', 'c.bo*', 'C.dense.web1.load', 'c.dense.{web2,web1,web2}.load',
  'c.dense.web*[0].load', 'c.dense.web[!1].load', 'c.dense.[a-v]*.load', 'disk.used;dc=a;host=web1', 'disk.used;host=web1;dc=a', 'disk.used', 'disk.*',
  'sumSeries(c.dense.*.load)', 'sumSeries ( c.dense.*.load )', 'sumSeries(c.dense.web1.load, c.dense.web2.load)', 'sumSeries(c.dense.web1.load,c.dense.web1.load)',
  "alias(c.dense.web1.load,'single quotes')", 'alias(c.dense.web1.load,"it\'s")', 'alias(c.dense.web1.load,"a (b), c")', 'alias(c.dense.web1.load,"größe ☃")',
  'scale(c.dense.web1.load,1e2)', 'scale(c.dense.web1.load,+2)', 'scale(c.dense.web1.load,1E-2)', 'scale(c.dense.web1.load,inf)',
  'c.dense.web1.load|scale(2)', 'c.dense.*.load|sumSeries()|alias("all")', 'c.dense.*.load | sumSeries() | scale(0.5)', 'sumSeries(c.dense.*.load|scale(2),c.gaps.*.load)',
  'sortByName(c.dense.*.load,reverse=true)', 'sortByName(c.dense.*.load, natural=True, reverse=FALSE)',
  'template(c.dense.$host.load,host="web1")', 'template(sumSeries(c.dense.$1.load,c.gaps.$2.load),"web1","web2")', 'template(scale(c.dense.web1.load,$f),f=3)',
  'template(c.dense.$host.load)', 'template(c.dense.web$n.load,n=2)', 'sumSeries()', 'nosuchFunction(c.dense.web1.load)', 'sumseries(c.dense.web1.load)', '5', 'true', 'None',
  'scale(c.dense.web1.load;2)', 'scale(scale(scale(c.dense.web1.load,2),2),2)',
  'group(c.dense.web1.load,group(c.gaps.*.load,c.nothing.x))', 'constantLine(5)', 'constantLine(-5.25)', 'scale(constantLine(5),2)', 'sumSeries(constantLine(5),c.dense.web1.load)',
];

/** What is no target: it is refused, whatever graphite-web makes of a part of it. */
// biome-ignore format: many on a line
const NO_TARGETS = [
  '()', '(', ')', '""', '|scale(2)', 'c.dense.web1.load|', 'scale(c.dense.web1.load,2,)', 'scale(,2)', 'scale(c.dense.web1.load,2.)',
  'alias(c.dense.web1.load,"open)', 'sumSeries(c.dense.*.load', 'sumSeries(c.dense.*.load))', 'sumSeries(c.dense.*.load) junk', 'c.dense.{web1,web2.load', 'c.dense.web1}.load',
  'c..web1', 'c.dense.web1.', '.c.dense',
];

export function grammarCases(): Case[] {
  return [
    ...TARGETS.map((target) => ({ target, about: 'grammar' })),
    ...NO_TARGETS.map((target) => ({ target, about: 'no target', wrong: true as const })),
  ];
}

/** Graphite's configuration as the real carbon and whisper read it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGraphiteConf } from '../src/schema/graphite-conf.ts';
import { searchPattern } from '../src/schema/graphite-conf-pattern.ts';
import { readRetentions } from '../src/schema/graphite-conf-retentions.ts';
import type { Tier } from '../src/schema/schema.ts';
import { askPython, noCarbon } from './graphite-conf-python.ts';
import { randomOf } from './graphite-conf-random.ts';
import { AGGREGATION, NAMES, SCHEMAS } from './graphite-conf-texts.ts';

const show = (tiers: readonly Tier[] | undefined): string | undefined =>
  tiers?.map(({ stepS, retentionS }) => `${stepS}:${retentionS}`).join();

const PATTERNS = [
  '.*',
  '^a',
  'b$',
  '\\.count$',
  '^(a|b)\\.c',
  '[]x]',
  '[^]x]',
  '[a-c.]+\\Z',
  '\\Aa',
  'x{2}',
  'x{,2}y',
  'x{2,}',
  'x{',
  '{a}',
  'a]',
  'a{b}',
  '(?i)A\\.B',
  '(?P<n>x)(?P=n)',
  '(?#note)a',
  '(?:a|b)+\\.',
  '(?<=a)\\.b',
  '(?<!a)\\.b',
  '^(?!a)',
  '\\d+',
  '[\\w.-]+$',
  '\\w\\.',
  '[[a]',
  'a\\-b',
  'a\\_b',
  '\\/',
  '[\\-x]',
  'a*?b',
  '(',
  '*a',
  'a**',
  '[b-a]',
  '\\q',
  '(?P<n>a',
  'a{2,1}',
  '(?<n>a)',
];
const TEXTS = [
  '',
  'a',
  'a.b',
  'A.B',
  'b.c',
  'xx',
  'xxy',
  'y',
  'x{',
  '{a}',
  'a]',
  'a{b}',
  'a-b',
  'a_b',
  'ä.b',
  '[',
  '/',
  '٣',
  'x.count',
];

describe('patterns', () => {
  it.skipIf(noCarbon !== undefined)('are found where Python finds them', () => {
    const script = `
import json, re, sys
patterns, texts = json.load(sys.stdin)
def found(pattern):
  try:
    regex = re.compile(pattern)
  except re.error:
    return None
  return [regex.search(text) is not None for text in texts]
print(json.dumps([found(pattern) for pattern in patterns]))`;
    const want = askPython<(boolean[] | null)[]>(script, [PATTERNS, TEXTS]);
    const got = PATTERNS.map((pattern) => {
      try {
        return TEXTS.map(searchPattern(pattern));
      } catch (e) {
        expect(e).toBeInstanceOf(RangeError);
        return null;
      }
    });
    expect(Object.fromEntries(PATTERNS.map((p, i) => [p, got[i]]))).toEqual(
      Object.fromEntries(PATTERNS.map((p, i) => [p, want[i]])),
    );
  });
});

const CARBON = `
import json, os, sys
import whisper
from carbon.conf import settings
folder, names = json.load(sys.stdin)
settings['CONF_DIR'] = folder
import carbon.storage as storage
from carbon import state
class Database:
  aggregationMethods = whisper.aggregationMethods
  def validateArchiveList(self, archives):
    try:
      whisper.validateArchiveList(archives)
    except whisper.InvalidConfiguration as e:
      raise ValueError(str(e))
state.database = Database()
def first(schemas, name):
  schema = next(s for s in schemas if s.matches(name))
  if schema.name == 'default': return None
  return [a.getTuple() for a in schema.archives] if hasattr(schema.archives[0], 'getTuple') else schema.archives
schemas = storage.loadStorageSchemas()
rules = storage.loadAggregationSchemas()
print(json.dumps([[first(schemas, n), first(rules, n)] for n in names]))
`;

describe.skipIf(noCarbon !== undefined)('beside the real carbon', () => {
  it('every name has the same tiers and the same rule', () => {
    const folder = mkdtempSync(join(tmpdir(), 'carpy-conf-'));
    try {
      writeFileSync(join(folder, 'storage-schemas.conf'), SCHEMAS);
      writeFileSync(join(folder, 'storage-aggregation.conf'), AGGREGATION);
      const want = askPython<[[number, number][] | null, [number | null, string | null] | null][]>(CARBON, [
        folder,
        NAMES,
      ]);
      const conf = parseGraphiteConf({ schemas: SCHEMAS, aggregation: AGGREGATION });
      for (const [i, name] of NAMES.entries()) {
        const [archives, rule] = want[i] as (typeof want)[number];
        expect([name, show(conf.tiersFor(name))]).toEqual([
          name,
          archives?.map(([stepS, points]) => `${stepS}:${stepS * points}`).join(),
        ]);
        expect([name, conf.ruleFor(name)]).toEqual([
          name,
          { method: rule?.[1] ?? 'average', xFilesFactor: rule?.[0] ?? 0.5 },
        ]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('retentions are refused where whisper refuses them, else read alike', () => {
    const random = randomOf(20_261_123);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    const steps = ['10s', '10', '1m', '60', '5min', '10minutes', '1h', '3600', '15s', '7s', '1d', '0s', '1x', ''];
    const kept = ['6h', '1d', '7days', '2w', '1y', '5', '360', '1440', '10m', '90s', 'y', '1mon', '-1', '1Y'];
    const texts = Array.from({ length: 2_000 }, () =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => `${pick(steps)}:${pick(kept)}`).join(
        pick([',', ' , ']),
      ),
    );
    const script = `
import json, sys, whisper
def read(text):
  try:
    archives = [whisper.parseRetentionDef(part) for part in text.split(',')]
    whisper.validateArchiveList(archives)
  except (ValueError, ZeroDivisionError, whisper.InvalidConfiguration):
    return None
  return archives
print(json.dumps([read(text) for text in json.load(sys.stdin)]))`;
    const want = askPython<([number, number][] | null)[]>(script, texts);
    let read = 0;
    for (const [i, text] of texts.entries()) {
      const archives = want[i] ?? undefined;
      let got: string | undefined;
      try {
        got = show(readRetentions(text));
        read++;
      } catch (e) {
        const { message } = e as RangeError;
        // Whisper takes some that this store can't keep, and archives without a point.
        if (archives === undefined || /10 minutes|no point|step of 0/.test(message)) continue;
        throw new Error(`${text}: ${message}`);
      }
      expect([text, got]).toEqual([text, archives?.map(([s, points]) => `${s}:${s * points}`).join()]);
    }
    expect(read).toBeGreaterThan(50);
  });
});

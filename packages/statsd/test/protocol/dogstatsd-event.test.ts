import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DogStatsdEvent, isEvent, parseEvent } from '../../src/protocol/dogstatsd-event.ts';

const plain: DogStatsdEvent = {
  title: 'title',
  text: 'text',
  atMs: undefined,
  host: undefined,
  aggregationKey: undefined,
  priority: 'normal',
  source: undefined,
  alertType: 'info',
  tags: [],
};

/** Read from the middle of a buffer, so that an offset forgotten shows. */
function parse(line: string): DogStatsdEvent | undefined {
  const bytes = Buffer.from(`xx${line}|yy`);
  expect(isEvent(bytes, 2, bytes.length - 3)).toBe(true);
  return parseEvent(bytes, 2, bytes.length - 3);
}

it.each<{ line: string; want: Partial<DogStatsdEvent> }>([
  { line: '_e{5,4}:title|text', want: {} },
  { line: '_e{5,0}:title|', want: { text: '' } },
  { line: '_e{6,5}:titlé|t|e\\n', want: { title: 'titlé', text: 't|e\n' } },
  { line: '_e{5,4}:a|b:c|text', want: { title: 'a|b:c' } },
  { line: '_e{5,4}:title|text|', want: {} },
  { line: '_e{5,4}:title|text|d:1656581400', want: { atMs: 1_656_581_400_000 } },
  { line: '_e{5,4}:title|text|d:soon|d:', want: {} },
  {
    line: '_e{5,4}:title|text|h:web-1|k:key|s:nagios',
    want: { host: 'web-1', aggregationKey: 'key', source: 'nagios' },
  },
  { line: '_e{5,4}:title|text|p:low|t:error', want: { priority: 'low', alertType: 'error' } },
  { line: '_e{5,4}:title|text|p:high|t:bad|x:y|c:ci-1', want: {} },
  { line: '_e{5,4}:title|text|#env:prod,,word', want: { tags: ['env:prod', 'word'] } },
])('$line', ({ line, want }) => {
  expect(parse(line)).toEqual({ ...plain, ...want });
});

it.each([
  '_e{',
  '_e{5,4}',
  '_e{5,4}title|text',
  '_e{5}:title|text',
  '_e{0,4}:|text',
  '_e{-1,4}:title|text',
  '_e{5,4 }:title|text',
  '_e{0x5,4}:title|text',
  '_e{5,5}:title|text',
  '_e{5,3}:title|text',
  '_e{4,4}:title|text',
  '_e{99999,99999}:title|text',
  `_e{4097,4}:${'t'.repeat(4_097)}|text`,
  `_e{5,8193}:title|${'t'.repeat(8_193)}`,
])('%s is bad', (line) => {
  expect(parse(line)).toBeUndefined();
});

it('reads back any title and text', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\\n'));
  fc.assert(
    fc.property(words, words, (title, text) => {
      const lengths = `${Buffer.byteLength(title)},${Buffer.byteLength(text)}`;
      expect(parse(`_e{${lengths}}:${title}|${text}|p:low`)).toEqual({ ...plain, title, text, priority: 'low' });
    }),
  );
});

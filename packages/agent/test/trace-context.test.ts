import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outgoingTraceparent, parseTraceparent, traceOf } from '../src/trace-context.ts';
import { openTestAgent } from './test-agent.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it.each([
  [`00-${ID}-${SPAN}-01`, { traceId: ID, parentId: SPAN, flags: '01', state: undefined }],
  [` 00-${ID}-${SPAN}-00 `, { traceId: ID, parentId: SPAN, flags: '00', state: undefined }],
  [`cc-${ID}-${SPAN}-01-what-the-future-will-be-like`, { traceId: ID, parentId: SPAN, flags: '01', state: undefined }],
])('reads %s', (header, expected) => {
  expect(parseTraceparent(header)).toEqual(expected);
});

it.each([
  '',
  'garbage',
  `ff-${ID}-${SPAN}-01`,
  `00-${ID}-${SPAN}-01-more`,
  `00-${ID.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${ID}-${'0'.repeat(16)}-01`,
  `00-${ID}-${SPAN}`,
  `00-${ID}-${SPAN}-1`,
])('takes %s for absent', (header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

it('never throws, and passes tracestate on up to a bound', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (header, state) => void parseTraceparent(header, state)));
  expect(parseTraceparent(`00-${ID}-${SPAN}-01`, 'a=1')?.state).toBe('a=1');
  expect(parseTraceparent(`00-${ID}-${SPAN}-01`, 'a'.repeat(513))?.state).toBeUndefined();
});

it('goes on with the same trace, each call as a span of its own', async () => {
  const agent = await openTestAgent();
  const transaction = agent.startTransaction('job') as Parameters<typeof traceOf>[0];
  const begun = traceOf(transaction);
  expect(traceOf(transaction)).toBe(begun);
  const [one, two] = [outgoingTraceparent(begun), outgoingTraceparent(begun)];
  expect(one).not.toBe(two);
  expect(parseTraceparent(one)).toMatchObject({ traceId: begun.traceId, flags: '00' });
  await agent.end();
});

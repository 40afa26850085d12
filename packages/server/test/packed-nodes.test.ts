import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packNodes, unpackNodes } from '../src/threads/packed-nodes.ts';

it('unpacks what was packed: paths of any characters, leaves and branches', () => {
  const segment = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('.'));
  const node = fc
    .record({ parents: fc.array(segment), name: segment, leaf: fc.boolean(), branch: fc.boolean() })
    .map(({ parents, name, leaf, branch }) => ({ path: [...parents, name].join('.'), name, leaf, branch }));
  fc.assert(
    fc.property(fc.array(node), (nodes) => {
      expect(unpackNodes(packNodes(nodes))).toEqual(nodes);
    }),
  );
});

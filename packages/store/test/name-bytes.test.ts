/** Names as bytes, for logs and catalogue pages: what the index writes is what it answers as text. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readNamePage, writeNamePage } from '../src/embedded/name-pages.ts';
import { NAME_BYTES } from '../src/index-tree/name-bytes.ts';
import { NameIndex } from '../src/index-tree/name-index.ts';
import { traitsFor } from './names.ts';

const segment = fc.oneof(
  fc.constantFrom('servers', 'web', 'load', 'é', 'ü€', '𝄞', '𝄞𝄞', 'naïve'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }).filter((text) => !/[.;]/.test(text)),
);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const name = fc.oneof(
  { weight: 4, arbitrary: path },
  fc.tuple(path, segment).map(([of, value]) => `${of};tag=${value}`),
);

it('comes back from a page of the catalogue as it is known, whatever characters it has', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 30 }), (names) => {
      const index = new NameIndex();
      for (const one of names) index.declare(one, 'plain', traitsFor);
      // One of them goes, so that pages have gaps.
      if (index.count > 2) index.remove(Uint32Array.of(1));
      const known: { id: number; name: string }[] = [];
      const into = new Uint8Array(NAME_BYTES);
      for (let id = 0; id < index.count; id++) {
        const text = index.nameOf(id);
        const begin = index.nameBefore(id, into);
        expect(begin < 0 ? undefined : Buffer.from(into.subarray(begin)).toString()).toBe(text);
        if (text !== undefined) known.push({ id, name: text });
      }
      const page = writeNamePage(index, 0);
      expect([...readNamePage(page)].map(({ id, name: read }) => ({ id, name: read }))).toEqual(known);
    }),
    { numRuns: 500 },
  );
});

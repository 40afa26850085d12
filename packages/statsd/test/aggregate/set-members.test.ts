import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SetMembers } from '../../src/aggregate/set-members.ts';

function add(members: SetMembers, entry: number, member: string): boolean {
  const bytes = Buffer.from(`<${member}>`);
  return members.add(entry, bytes, 1, bytes.length - 1);
}

function all(members: SetMembers): [entry: number, member: string][] {
  const found: [number, string][] = [];
  members.forEach((entry, bytes, length) => {
    found.push([entry, Buffer.from(bytes.subarray(0, length)).toString()]);
  });
  return found;
}

it('behaves as a set of strings an entry', () => {
  const additions = fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.string({ maxLength: 6 })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(additions, additions, (first, second) => {
      const members = new SetMembers(1_000, 100_000);
      for (const flush of [first, second]) {
        const reference = new Map<number, Set<string>>();
        for (const [entry, member] of flush) {
          expect(add(members, entry, member)).toBe(true);
          reference.set(entry, (reference.get(entry) ?? new Set()).add(member));
        }
        for (const [entry, set] of reference) expect(members.sizeOf(entry)).toBe(set.size);
        const found = new Map<number, Set<string>>();
        for (const [entry, member] of all(members)) found.set(entry, (found.get(entry) ?? new Set()).add(member));
        expect(found).toEqual(reference);
        members.clear();
        for (const [entry] of flush) expect(members.sizeOf(entry)).toBe(0);
        expect([members.size, all(members)]).toEqual([0, []]);
      }
    }),
  );
});

it('is put back by what forEach gives', () => {
  const before = new SetMembers(10, 100);
  for (const [entry, member] of [
    [3, 'a'],
    [70_000, 'joe'],
    [3, 'bé'],
  ] as const)
    add(before, entry, member);
  const after = new SetMembers(10, 100);
  before.forEach((entry, bytes, length) => {
    expect(after.add(entry, bytes, 0, length)).toBe(true);
  });
  expect(all(after)).toEqual(all(before));
  expect([after.sizeOf(3), after.sizeOf(70_000), after.sizeOf(4)]).toEqual([2, 1, 0]);
});

it('refuses what is past its bounds, and takes what is there', () => {
  const few = new SetMembers(2, 100);
  expect([add(few, 0, 'a'), add(few, 1, 'a'), add(few, 0, 'b'), add(few, 0, 'a')]).toEqual([true, true, false, true]);
  expect([few.sizeOf(0), few.sizeOf(1)]).toEqual([1, 1]);
  few.clear();
  expect(add(few, 0, 'b')).toBe(true);
  const small = new SetMembers(10, 5);
  expect([add(small, 0, 'abc'), add(small, 0, 'def'), add(small, 0, 'de')]).toEqual([true, false, true]);
});

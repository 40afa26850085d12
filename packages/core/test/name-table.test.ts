import { NAME_CONFLICT, NAMES_FULL, NameTable } from '@carpy/core';
import { expect, it } from 'vitest';

it('numbers names densely and declares each once', () => {
  const names = new NameTable();
  expect([names.idOf('timer', 'a'), names.idOf('counter', 'b'), names.idOf('timer', 'a')]).toEqual([0, 1, 0]);
  expect(names.takeDeclared()).toEqual([
    { id: 0, kind: 'timer', name: 'a' },
    { id: 1, kind: 'counter', name: 'b' },
  ]);
  names.idOf('plain', 'c');
  expect(names.takeDeclared()).toEqual([{ id: 2, kind: 'plain', name: 'c' }]);
  expect(names.takeDeclared()).toEqual([]);
});

it('keeps the kind of the first use', () => {
  const names = new NameTable();
  names.idOf('gauge', 'a');
  expect(names.idOf('counter', 'a')).toBe(NAME_CONFLICT);
  expect(names.kindOf('a')).toBe('gauge');
  expect(names.kindOf('b')).toBeUndefined();
});

it('is bounded', () => {
  const names = new NameTable(1);
  expect([names.idOf('plain', 'a'), names.idOf('plain', 'b'), names.idOf('plain', 'a')]).toEqual([0, NAMES_FULL, 0]);
  expect([names.size, names.room]).toEqual([1, 0]);
});

it('declares everything again for a new writer', () => {
  const names = new NameTable();
  names.idOf('plain', 'a');
  names.takeDeclared();
  names.idOf('set', 'b');
  names.redeclareAll();
  expect(names.takeDeclared().map((d) => d.name)).toEqual(['a', 'b']);
});

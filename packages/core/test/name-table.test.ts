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

it('gives a number to another name when every use of the first was given back', () => {
  const names = new NameTable();
  const a = names.acquire('plain', 'a');
  names.acquire('timer', 'b');
  expect(names.acquire('plain', 'a')).toBe(a);
  expect(names.release(a)).toBe(false);
  expect([names.find('a'), names.nameOf(a)]).toEqual([a, 'a']);
  expect(names.release(a)).toBe(true);
  expect([names.find('a'), names.nameOf(a), names.kindOf('a'), names.size]).toEqual([
    undefined,
    undefined,
    undefined,
    1,
  ]);
  expect(names.release(a)).toBe(false);
  names.takeDeclared();
  expect(names.acquire('gauge', 'c')).toBe(a);
  expect(names.takeDeclared()).toEqual([{ id: a, kind: 'gauge', name: 'c' }]);
  names.redeclareAll();
  expect(names.takeDeclared().map(({ id, name }) => [id, name])).toEqual([
    [0, 'c'],
    [1, 'b'],
  ]);
});

it('never gives back what somebody keeps, whoever had it first', () => {
  const names = new NameTable();
  const first = names.acquire('plain', 'a');
  names.idOf('plain', 'a');
  names.idOf('plain', 'b');
  names.acquire('plain', 'b');
  expect([names.release(first), names.release(1)]).toEqual([false, false]);
  expect(names.size).toBe(2);
});

it('declares a name with holes around it, again', () => {
  const names = new NameTable();
  for (const name of ['a', 'b', 'c']) names.acquire('plain', name);
  names.release(1);
  names.redeclareAll();
  expect(names.takeDeclared().map(({ id }) => id)).toEqual([0, 2]);
});

it('bounds the characters of names, and has the room of those given back', () => {
  const names = new NameTable(100, 10);
  expect([names.acquire('plain', 'sixsix'), names.acquire('plain', 'fives')]).toEqual([0, NAMES_FULL]);
  expect([names.acquire('plain', 'four'), names.roomBytes]).toEqual([1, 0]);
  names.release(0);
  expect([names.roomBytes, names.acquire('plain', 'fives')]).toEqual([6, 0]);
});

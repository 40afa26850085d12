import { expect, it } from 'vitest';
import { assignCategories, categoryOf } from '../src/theme/category.ts';

const names = Array.from({ length: 12 }, (_, index) => `function_${index}`);

it('gives a name the same hue on every page', () => {
  expect(assignCategories(['mysql_select']).get('mysql_select')).toBe(categoryOf('mysql_select'));
  expect(assignCategories(['mysql_select', 'redis_get']).get('mysql_select')).toBe(categoryOf('mysql_select'));
});

it('gives eight names eight hues and the others grey', () => {
  const hues = [...assignCategories(names).values()];
  expect(new Set(hues.slice(0, 8)).size).toBe(8);
  expect(hues.slice(0, 8)).not.toContain('rest');
  expect(hues.slice(8)).toEqual(['rest', 'rest', 'rest', 'rest']);
});

it('keeps every hue when names change places', () => {
  const eight = names.slice(0, 8);
  expect(new Map([...assignCategories([...eight].reverse())].sort())).toEqual(
    new Map([...assignCategories(eight)].sort()),
  );
});

it('spreads names over all hues', () => {
  const many = Array.from({ length: 400 }, (_, index) => categoryOf(`mysql.select.table${index}`));
  expect(new Set(many).size).toBe(8);
});

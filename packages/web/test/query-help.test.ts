import fc from 'fast-check';
import { expect, it } from 'vitest';
import { completed, completionsAt, queryFault } from '../src/pages/requests/query-help.ts';

it.each([
  ['status:5xx', undefined],
  ['', undefined],
  ['foo:1 bar', [0, 5]],
  ['x duration:5 y', [11, 12]],
  ['x (a', [2, 3]],
  ['a or', [4, 5]],
] as const)('%j is wrong at %j', (query, want) => {
  const fault = queryFault(query);
  expect(fault === undefined ? undefined : [fault.from, fault.to]).toEqual(want);
});

it('marks something, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (query) => {
      const fault = queryFault(query);
      if (fault === undefined) return;
      expect(fault.from).toBeLessThanOrEqual(query.length);
      expect(fault.to).toBeGreaterThan(fault.from);
      expect(fault.message).not.toBe('');
    }),
  );
});

const known = { transaction: [{ value: 'POST /cart', note: '12' }] };

it('completes a field, then its value, and sets the caret behind', () => {
  const field = completionsAt('x trans', 7, known);
  const chosen = field.suggestions[0];
  expect(chosen?.label).toBe('transaction:');
  if (chosen === undefined) throw new Error('a field is offered');
  const half = completed('x trans', field, chosen);
  expect(half).toEqual({ query: 'x transaction:', caret: 14 });
  const value = completionsAt(half.query, half.caret, known);
  expect(value.suggestions[0]).toMatchObject({ label: 'POST /cart', note: '12', whole: true });
  if (value.suggestions[0] === undefined) throw new Error('a value is offered');
  expect(completed(half.query, value, value.suggestions[0]).query).toBe('x transaction:"POST /cart" ');
});

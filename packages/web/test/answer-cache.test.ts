import { expect, it } from 'vitest';
import { AnswerCache } from '../src/data/answer-cache.ts';

it('forgets what was not used for longest', () => {
  const cache = new AnswerCache(2);
  cache.set('a', { answer: 1, atMs: 1 });
  cache.set('b', { answer: 2, atMs: 2 });
  expect(cache.get('a')).toEqual({ answer: 1, atMs: 1 });
  cache.set('c', { answer: 3, atMs: 3 });
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('a')).toEqual({ answer: 1, atMs: 1 });
  expect(cache.get('c')).toEqual({ answer: 3, atMs: 3 });
});

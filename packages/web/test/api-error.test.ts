import { expect, it } from 'vitest';
import { describeFailure, failureOf, networkFailure } from '../src/data/api-error.ts';

it('reads our errors', () => {
  const failure = failureOf(404, { error: { code: 'CARPY_NOT_FOUND', message: 'no app x', requestId: 'r1' } }, '/u');
  expect(failure).toEqual({ code: 'CARPY_NOT_FOUND', message: 'no app x', status: 404, requestId: 'r1', url: '/u' });
  expect(describeFailure(failure)).toBe('CARPY_NOT_FOUND (HTTP 404): no app x\nGET /u\nrequest r1');
});

it.each([undefined, null, 'text', {}, { error: 'x' }, { error: { code: 3 } }])(
  'keeps the status of what is not ours: %j',
  (body) => {
    const failure = failureOf(502, body, '/u');
    expect(failure.code).toBe('UNREADABLE');
    expect(failure.message).toContain('502');
  },
);

it('says that nothing answered', () => {
  expect(describeFailure(networkFailure('/u'))).toContain('no answer');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/http-answer.ts';

const read = (text: string, ended = false) => readAnswer(Buffer.from(text, 'latin1'), ended);
const ok = (text: string) => ({ status: 200, text, retryAfter: undefined });
const CUT_SHORT = { reason: 'the answer was cut short' };
const NO_HTTP = { reason: 'the answer is no HTTP' };

describe('an answer', () => {
  it.each([
    ['of a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', ok('hello')],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n',
      ok('hello'),
    ],
    [
      'after an interim one',
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
      ok(''),
    ],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, text: '', retryAfter: undefined }],
    [
      'that asks to wait',
      'HTTP/1.1 429\r\nretry-after:  7 \r\ncontent-length: 0\r\n\r\n',
      { status: 429, text: '', retryAfter: '7' },
    ],
    ['of another protocol', 'SSH-2.0-x\r\n\r\n', NO_HTTP],
    ['of no length', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n', NO_HTTP],
    ['with a chunk of no length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n', NO_HTTP],
  ])('%s', (_what, text, answer) => {
    expect(read(text)).toEqual(answer);
    expect(read(text, true)).toEqual(answer);
  });

  it('ends with the connection where it has no length', () => {
    const text = 'HTTP/1.0 200 OK\r\n\r\nhello';
    expect(read(text)).toBeUndefined();
    expect(read(text, true)).toEqual(ok('hello'));
  });

  it.each([
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhel',
    '',
  ])('that is cut short is none: %j', (text) => {
    expect(read(text)).toBeUndefined();
    expect(read(text, true)).toEqual(CUT_SHORT);
  });

  it('is waited for at every byte, and never throws', () => {
    const whole = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n';
    for (let length = 0; length < whole.length; length++) expect(read(whole.slice(0, length))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (bytes, ended) => {
        readAnswer(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'), bytes]), ended);
        readAnswer(Buffer.from(bytes), ended);
      }),
    );
  });
});

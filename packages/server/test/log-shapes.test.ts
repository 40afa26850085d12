import { describe, expect, it } from 'vitest';
import { parseHead, parseRecord } from '../src/records/record-lines.ts';
import { stampRules } from '../src/records/stamps.ts';

const NOW_MS = 1_767_323_045_000;
const head = parseHead({ app: 'shop', server: 'worker-1' });
const stamps = stampRules(head, NOW_MS, 7 * 86_400_000);
const read = (line: object) => parseRecord(line, head, stamps);

const TRACEBACK = `Traceback (most recent call last):
  File "/srv/shop/pay.py", line 12, in pay
    charge(card)
  File "/srv/shop/bank.py", line 3, in charge
    raise CardError("card 4711 declined")
shop.bank.CardError: card 4711 declined`;

describe('lines of loggers', () => {
  it("Python's LogRecord as JSON", () => {
    const record = read({
      name: 'shop.pay',
      msg: 'could not pay %s: %.2f of %d%%',
      args: ['order-7', 3.5, 10],
      levelname: 'WARNING',
      levelno: 30,
      pathname: '/srv/shop/pay.py',
      filename: 'pay.py',
      module: 'pay',
      exc_info: null,
      exc_text: null,
      stack_info: null,
      lineno: 12,
      funcName: 'pay',
      created: 1_767_323_044.25,
      msecs: 250,
      relativeCreated: 1_234.5,
      thread: 140_735,
      threadName: 'MainThread',
      processName: 'MainProcess',
      process: 812,
      tenant: 'acme',
    });
    expect(record).toEqual({
      app: 'shop',
      server: 'worker-1',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      startMs: 1_767_323_044_250,
      kind: 'log',
      children: [],
      context: {
        logger: 'shop.pay',
        file: '/srv/shop/pay.py',
        line: 12,
        function: 'pay',
        process: 812,
        thread: 'MainThread',
        tenant: 'acme',
      },
      logs: [{ atMs: 1_767_323_044_250, level: 'warn', message: 'could not pay order-7: 3.5 of 10%' }],
    });
  });

  it("a Python logger's exception is an error of its type", () => {
    for (const name of ['exc_text', 'exc_info']) {
      const { error, logs } = read({ levelname: 'CRITICAL', message: 'payment failed', [name]: TRACEBACK });
      expect(error).toEqual({ type: 'shop.bank.CardError', message: 'card 4711 declined', stack: TRACEBACK });
      expect(logs).toEqual([{ atMs: NOW_MS, level: 'fatal', message: 'payment failed' }]);
    }
  });

  it("pino's, with its error and request", () => {
    const record = read({
      level: 50,
      time: NOW_MS - 5,
      pid: 3,
      hostname: 'x',
      req: { id: 'r-1' },
      trace_id: '4BF92F35-77B34DA6A3CE929D0E0E4736',
      err: { type: 'TypeError', message: 'no', stack: 'TypeError: no\n    at a (/srv/a.js:1:2)' },
      msg: 'it broke',
    });
    expect(record).toMatchObject({
      startMs: NOW_MS - 5,
      requestId: 'r-1',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      error: { type: 'TypeError', message: 'no' },
      context: { process: 3 },
      logs: [{ level: 'error', message: 'it broke' }],
    });
  });

  it("winston's, with its stack", () => {
    const record = read({
      level: 'error',
      message: 'it broke',
      timestamp: '2026-01-02T03:04:04.500Z',
      stack: 'RangeError: too far\n    at a (/srv/a.js:1:2)',
      requestId: 'r-2',
    });
    expect(record).toMatchObject({
      startMs: Date.parse('2026-01-02T03:04:04.500Z'),
      requestId: 'r-2',
      error: { type: 'RangeError', message: 'too far' },
    });
  });

  it.each([
    [{ created: 1_767_323_000.5 }, 1_767_323_000_500],
    [{ time: 1_767_323_000_500 }, 1_767_323_000_500],
    [{ asctime: '2026-01-02 03:03:20,500' }, 1_767_323_000_500],
    [{ timestamp: '2026-01-02T04:03:20.5+01:00' }, 1_767_323_000_500],
    [{ '@timestamp': '2026-01-02T03:03:20Z' }, 1_767_323_000_000],
    [{ time: 'just now' }, NOW_MS],
    [{}, NOW_MS],
  ])('time: %j', (time, startMs) => {
    const record = read({ msg: 'x', ...time });
    expect([record.startMs, record.logs[0]?.atMs]).toEqual([startMs, startMs]);
  });

  it.each([
    [{ levelname: 'DEBUG' }, 'debug'],
    [{ levelname: 'Warning' }, 'warn'],
    [{ level: 10 }, 'trace'],
    [{ levelno: 10 }, 'debug'],
    [{ levelno: 50 }, 'fatal'],
    [{ severity: 'ERR' }, 'error'],
    [{ level: 'verbose' }, 'verbose'],
    [{ level: {} }, 'info'],
    [{}, 'info'],
  ])('level: %j', (level, shown) => {
    expect(read({ message: 'x', ...level }).logs[0]?.level).toBe(shown);
  });

  it('keeps within the bounds of records', () => {
    const long = 'x'.repeat(20_000);
    const more = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key${i}`, long]));
    const { logs, context, error } = read({
      msg: long,
      exc_text: `Traceback (most recent call last):\n${long}\nValueError: ${long}`,
      ...more,
    });
    expect(logs[0]?.message).toHaveLength(4_096);
    expect(Object.keys(context)).toHaveLength(30);
    expect(Math.max(...Object.values(context).map((value) => String(value).length))).toBe(1_024);
    expect(error?.stack).toHaveLength(16_384);
    expect(error?.message).toHaveLength(4_096);
  });

  it('leaves records as agents send them alone', () => {
    expect(() => read({ kind: 'http', msg: 'x' })).toThrow('startMs');
    expect(() => read({ kind: 'log', message: 'x', logs: [] })).toThrow('startMs');
    expect(() => read({})).toThrow('startMs');
  });
});

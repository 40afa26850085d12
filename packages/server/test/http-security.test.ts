import type { ErrorAnswer } from '@carpy/api';
import { describe, expect, it } from 'vitest';
import { harness, post } from './fakes/http-deps.ts';

const beyond = ['--allow-anonymous', '--http-host', '0.0.0.0'];
const proxied = ['--allow-anonymous', '--public-url', 'https://metrics.example.com/carpy'];

describe('Host', () => {
  it.each([
    { host: 'localhost:2277', status: 200 },
    { host: 'LOCALHOST', status: 200 },
    { host: '127.0.0.1:9', status: 200 },
    { host: '[::1]:2277', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: '127.0.0.1.evil.example', status: 403 },
    { host: '10.0.0.5:2277', status: 403 },
    { host: 'carpy:2277', status: 403 },
    { host: 'metrics.example.com', status: 403 },
    { argv: proxied, host: 'metrics.example.com', status: 200 },
    { argv: proxied, host: 'other.example.com', status: 403 },
    { argv: beyond, host: '10.0.0.5:2277', status: 200 },
    { argv: beyond, host: '[fe80::1]:2277', status: 200 },
    { argv: beyond, host: 'carpy:2277', status: 200 },
    { argv: beyond, host: 'evil.example', status: 403 },
  ])('$host $argv: $status', async ({ argv = [], host, status }) => {
    const { request } = await harness({ argv });
    const response = await request('/api/v1/status', { headers: { host } });
    expect(response.status).toBe(status);
    if (status === 403) expect(((await response.json()) as ErrorAnswer).error.code).toBe('CARPY_FORBIDDEN');
  });

  it('does not matter to probes', async () => {
    const { request } = await harness();
    for (const path of ['/healthz', '/readyz'])
      expect((await request(path, { headers: { host: '10.1.2.3:2277' } })).status).toBe(200);
  });
});

describe('Origin of a write', () => {
  const body = { text: 'x' };
  it.each([
    { origin: undefined, status: 201 },
    { origin: 'http://127.0.0.1:2277', status: 201 },
    { origin: 'http://127.0.0.1:3000', status: 403 },
    { origin: 'http://localhost:2277', status: 403 },
    { origin: 'https://evil.example', status: 403 },
    { origin: 'null', status: 403 },
    { argv: proxied, origin: 'https://metrics.example.com', status: 201 },
    { argv: proxied, origin: 'http://metrics.example.com', status: 403 },
  ])('$origin $argv: $status', async ({ argv = [], origin, status }) => {
    const { request, state } = await harness({ argv });
    const response = await request(
      '/api/v1/annotations',
      post(body, { host: '127.0.0.1:2277', ...(origin === undefined ? {} : { origin }) }),
    );
    expect(response.status).toBe(status);
    expect(state.entries.size).toBe(status === 201 ? 1 : 0);
  });

  it('does not matter to reading', async () => {
    const { request } = await harness();
    expect((await request('/api/v1/status', { headers: { origin: 'https://evil.example' } })).status).toBe(200);
  });
});

describe('bodies', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'of type "%s" are refused where JSON is needed',
    async (type) => {
      const { request, state } = await harness();
      for (const path of ['/api/v1/annotations', '/api/v1/hello']) {
        const response = await request(path, {
          method: 'POST',
          body: new TextEncoder().encode('{"text":"x"}'),
          headers: type === '' ? {} : { 'content-type': type },
        });
        expect(response.status).toBe(415);
      }
      expect(state.entries.size).toBe(0);
    },
  );

  it('longer than 1 MiB are refused, whether they say so or not', async () => {
    const { request } = await harness();
    const long = JSON.stringify({ text: 'x'.repeat(1_048_576) });
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(long));
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    expect(
      (
        await request('/api/v1/annotations', {
          method: 'POST',
          headers: { ...headers, 'content-length': String(long.length) },
          body: long,
        })
      ).status,
    ).toBe(413);
    expect(
      (await request('/api/v1/annotations', { method: 'POST', headers, body: chunked, duplex: 'half' } as RequestInit))
        .status,
    ).toBe(413);
  });

  it('that are no JSON are a bad request', async () => {
    const { request } = await harness();
    const response = await request('/api/v1/hello', post('{"app":'));
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorAnswer).error.code).toBe('CARPY_BAD_REQUEST');
  });
});

describe('headers', () => {
  it.each(['/api/v1/status', '/nothing-here', '/api/nothing', '/healthz'])('of %s keep pages strict', async (path) => {
    const { request } = await harness();
    const { headers } = await request(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('an internal fault tells its request id and keeps the rest in the log', async () => {
  const { request, answerWith, logged } = await harness();
  answerWith(new TypeError('secret detail at /srv/carpy'));
  const response = await request('/api/v1/apps');
  expect(response.status).toBe(500);
  const text = await response.text();
  const { error } = JSON.parse(text) as ErrorAnswer;
  expect(error.code).toBe('CARPY_INTERNAL');
  expect(text).not.toContain('secret');
  expect(response.headers.get('x-request-id')).toBe(error.requestId);
  expect(logged[0]).toContain('secret detail');
  expect(logged[0]).toContain(error.requestId);
});

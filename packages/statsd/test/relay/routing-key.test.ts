import { expect, it } from 'vitest';
import { endOfKey, isNameless } from '../../src/relay/routing-key.ts';

it.each([
  { line: 'a.b:1|c', key: 'a.b' },
  { line: 'a.b:1:2:3|ms', key: 'a.b' },
  { line: 'a;k=v:1|c', key: 'a;k=v' },
  { line: 'a:1|c|#k:v', key: 'a' },
  { line: 'no colon', key: 'no colon' },
  { line: ':1|c', key: '' },
  { line: 'c:1|c', key: 'c' },
  { line: 'carpy:1|c', key: 'carpy' },
  { line: 'carpet.a.b.c.d.e:1|c', key: 'carpet.a.b.c.d.e' },
  { line: 'carpy.shop.web.checkout.ok:12|ms', key: 'carpy.shop.web.checkout' },
  { line: 'carpy.shop.web.checkout.apdex.satisfied:1|c', key: 'carpy.shop.web.checkout' },
  { line: 'carpy.shop.web.checkout.children.sql.ok:3|ms', key: 'carpy.shop.web.checkout' },
  { line: 'carpy.shop.web:1|c', key: 'carpy.shop.web' },
  { line: 'carpy.shop', key: 'carpy.shop' },
  { line: 'car', key: 'car' },
])('$line goes by $key', ({ line, key }) => {
  const bytes = Buffer.from(`x\n${line}`);
  expect(bytes.toString('latin1', 2, endOfKey(bytes, 2, bytes.length))).toBe(key);
  const followed = Buffer.from(`${line}\nb.c.d.e.f:1|c`);
  expect(followed.toString('latin1', 0, endOfKey(followed, 0, followed.length))).toBe(key);
});

it.each([
  { line: '_e{5,4}:title|text', nameless: true },
  { line: '_sc|name|0', nameless: true },
  { line: '_e:1|c', nameless: false },
  { line: '_sc:1|c', nameless: false },
  { line: '_', nameless: false },
  { line: 'a:1|c', nameless: false },
])('$line', ({ line, nameless }) => {
  const bytes = Buffer.from(line);
  expect(isNameless(bytes, 0, bytes.length)).toBe(nameless);
});

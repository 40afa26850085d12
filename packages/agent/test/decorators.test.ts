import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { close, configure, flush, stats, transaction } from '@carpy/agent';
import * as decorators from '@carpy/agent/decorators';
import { type TransformOptions, transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Fixture from './fixtures/decorated.ts';
import { openReceiver, type Receiver } from './statsd-receiver.ts';

const fixture = fileURLToPath(new URL('./fixtures/decorated.ts', import.meta.url));
const forms = {
  tc39: { tsconfigRaw: { compilerOptions: { experimentalDecorators: false } } },
  legacy: { tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } },
} as const satisfies Record<string, TransformOptions>;

/** No engine of today runs decorators as they are written, so they are compiled, and run as CommonJS. Without `keepNames` esbuild renames a class that names itself. */
async function compile<T>(source: string, form: keyof typeof forms): Promise<T> {
  const { code } = await transform(source, {
    loader: 'ts',
    keepNames: true,
    format: 'cjs',
    target: 'es2022',
    ...forms[form],
  });
  const module = { exports: {} };
  const require = (name: string): unknown =>
    name === '@carpy/agent/decorators' ? decorators : createRequire(import.meta.url)(name);
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports as T;
}

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
  configure({ app: 'shop', server: 'one', statsd: receiver.address, url: 'off' });
});
afterAll(async () => {
  await close();
  await receiver.close();
});

/** The names, without values, of all lines of one transaction. */
async function namesOf(segment: string): Promise<string[]> {
  await flush();
  const lines = await receiver.waitFor(new RegExp(`^carpy\\.shop\\.one\\.${segment}\\.apdex`));
  receiver.datagrams.length = 0;
  return lines
    .filter((line) => line.startsWith(`carpy.shop.one.${segment}.`))
    .map((line) => line.replace(/^carpy\.shop\.one\.|:.*/g, ''));
}

describe.each(['tc39', 'legacy'] as const)('decorators in %s form', (form) => {
  it('name by class and method, keep this, and nest', async () => {
    const { Shop } = await compile<typeof Fixture>(readFileSync(fixture, 'utf8'), form);
    const shop = new Shop();
    shop.discount = 1;
    expect(await shop.checkout(['fish', 'fish'])).toBe(5);
    expect(await namesOf('Shop_checkout')).toEqual([
      'Shop_checkout.children.price_of_one.ok',
      'Shop_checkout.children.price_of_one.ok',
      'Shop_checkout.children.Shop_discount.ok',
      'Shop_checkout.children.Shop_round.ok',
      'Shop_checkout.ok',
      expect.stringMatching(/^Shop_checkout\.apdex\./),
      'Shop_checkout.children._own.ok',
    ]);
  });

  it('name a member by the class that declares it', async () => {
    const { FishShop } = await compile<typeof Fixture>(readFileSync(fixture, 'utf8'), form);
    expect(await new FishShop().checkout(['fish'])).toBe(2);
    const names = await namesOf('Shop_checkout');
    expect(names).toContain('Shop_checkout.children.FishShop_discount.ok');
    expect(names).toContain('Shop_checkout.children.FishShop_discount.children.Shop_discount.ok');
  });

  it('let errors through, and keep name, length and prototype of a method', async () => {
    const { Shop } = await compile<typeof Fixture>(readFileSync(fixture, 'utf8'), form);
    await expect(new Shop().checkout(['meat'])).rejects.toThrow('no price of meat');
    expect(await namesOf('Shop_checkout')).toContain('Shop_checkout.children.price_of_one.error');
    expect(Shop.prototype.checkout.name).toBe('checkout');
    expect(Shop.prototype.checkout).toHaveLength(1);
    expect(Object.keys(Shop.prototype)).toEqual([]);
    const shop = new Shop();
    expect(shop.refund()).toBe(shop);
    expect(await namesOf('refund')).toEqual(['refund.ok', 'refund.apdex.satisfied']);
  });

  it('work without brackets', async () => {
    const source = `import { timed } from '@carpy/agent/decorators';
      export class A { @timed go(): number { return 4; } }`;
    const { A } = await compile<{ A: new () => { go(): number } }>(source, form);
    expect(transaction('bare', () => new A().go())).toBe(4);
    expect(await namesOf('bare')).toContain('bare.children.A_go.ok');
  });

  it('leave what they can not time as it is', async () => {
    const source = `import { timed } from '@carpy/agent/decorators';
      @timed() export class A { answer(): number { return 42; } }`;
    const { A } = await compile<{ A: new () => { answer(): number } }>(source, form);
    expect(new A().answer()).toBe(42);
  });
});

describe('fields in tc39 form', () => {
  it('that hold functions are timed, others are left alone', async () => {
    const source = `import { timed } from '@carpy/agent/decorators';
      export class A { n = 2; @timed() double = (): number => this.n * 2; @timed() plain = 7; }`;
    const { A } = await compile<{ A: new () => { double(): number; plain: number } }>(source, 'tc39');
    const a = new A();
    expect(a.plain).toBe(7);
    expect(transaction('fields', () => a.double())).toBe(4);
    expect(await namesOf('fields')).toContain('fields.children.A_double.ok');
  });
});

describe('types', () => {
  // The TC39 form is checked with all tests by `tsc -b`.
  it('are accepted in legacy form', { timeout: 60_000 }, async () => {
    const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const settings = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--experimentalDecorators',
      '--allowImportingTsExtensions',
      '--skipLibCheck',
    ];
    const modules = [
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--customConditions',
      '@carpy/source',
      '--types',
      'node',
    ];
    const run = promisify(execFile)(process.execPath, [tsc, ...settings, ...modules, '--erasableSyntaxOnly', fixture]);
    await expect(run).resolves.toMatchObject({ stdout: '' });
  });
});

it('nothing went wrong inside', () => {
  expect(stats().internalErrors).toBe(0);
});

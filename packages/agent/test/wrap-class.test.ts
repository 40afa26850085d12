import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestAgent, type TestAgent } from './test-agent.ts';

let agent: TestAgent;
beforeEach(async () => {
  agent = await openTestAgent();
});
afterEach(() => agent.end());

class Base {
  inherited(): number {
    return 1;
  }
}
const shop = () =>
  class Shop extends Base {
    static Part = class {};
    static open(): Shop {
      return new Shop();
    }
    field = () => 5;
    #hidden = 3;
    price(): number {
      return this.#hidden + 1;
    }
    async buy(): Promise<number> {
      return this.price();
    }
    get total(): number {
      return 9;
    }
  };
const base = 'carpy.shop.web.job.children';
const functions = async (): Promise<string[]> =>
  (await agent.sent()).filter((line) => line.includes('.children.') && !line.includes('_own'));

it('times the methods that the class declares, and nothing else', async () => {
  const Shop = shop();
  expect(agent.wrapClass(Shop)).toBe(Shop);
  await agent.transaction('job', async () => {
    const made = Shop.open();
    expect(made).toBeInstanceOf(Shop);
    expect([await made.buy(), made.total, made.inherited(), made.field()]).toEqual([4, 9, 1, 5]);
  });
  expect(await functions()).toEqual([`${base}.Shop_buy.children.Shop_price.ok:0|ms`, `${base}.Shop_buy.ok:0|ms`]);
  expect(Object.keys(Shop.prototype)).toEqual([]);
});

it('takes a name, a choice of methods, and static ones', async () => {
  const Shop = agent.wrapClass(shop(), { name: 'store', methods: ['price', 'open', 'gone'], statics: true });
  await agent.transaction('job', async () => {
    await Shop.open().buy();
    expect(new Shop.Part()).toBeInstanceOf(Shop.Part);
  });
  expect(await functions()).toEqual([`${base}.store_open.ok:0|ms`, `${base}.store_price.ok:0|ms`]);
  expect(agent.warnings).toEqual(['wrapClass: store has no method gone of its own']);
});

it('says so when it is given no class, and throws nothing', () => {
  expect(agent.wrapClass(5 as never)).toBe(5);
  expect(agent.wrapClass((() => {}) as never)).toBeTypeOf('function');
  expect(agent.warnings).toHaveLength(2);
  expect(agent.stats().internalErrors).toBe(0);
});

/** What every engine must do with small state. */
import { describe, expect, it } from 'vitest';
import type { Opener } from './conformance.ts';
import { T0 } from './folder.ts';

export function stateConformance(name: string, open: Opener): void {
  describe(`${name}: state`, () => {
    it('keeps values of every plain kind, and forgets removed ones', async () => {
      const { store, reopen } = await open({ nowS: T0 });
      const value = {
        n: 1,
        when: new Date(5),
        list: [1, 'two', null],
        bytes: new Uint8Array([1, 2]),
        map: new Map([['k', 1]]),
      };
      await store.state.put('a', value);
      await store.state.put('b', 1);
      await store.state.put('b', 2);
      await store.state.put('c', 3);
      await store.state.remove('c');
      const again = await reopen();
      expect(again.state.get('a')).toEqual(value);
      expect(again.state.get('b')).toBe(2);
      expect(again.state.get('c')).toBeUndefined();
    });

    it('lists by prefix in key order, forwards and backwards, page by page', async () => {
      const { store } = await open({ nowS: T0 });
      await Promise.all(['n/2', 'n/1', 'n/3', 'm/1', 'n', 'o/1', 'n/é'].map((key) => store.state.put(key, key)));
      const keys = (options?: object): string[] => store.state.list('n/', options).map((e) => e.key);
      expect(keys()).toEqual(['n/1', 'n/2', 'n/3', 'n/é']);
      expect(keys({ limit: 2 })).toEqual(['n/1', 'n/2']);
      expect(keys({ after: 'n/2', limit: 1 })).toEqual(['n/3']);
      expect(keys({ reverse: true, limit: 2 })).toEqual(['n/é', 'n/3']);
      expect(keys({ reverse: true, after: 'n/3' })).toEqual(['n/2', 'n/1']);
      expect(store.state.list('').length).toBe(7);
      expect(store.state.list('x')).toEqual([]);
    });

    it('refuses values that are no data and keys beyond the bound', async () => {
      const { store } = await open({ nowS: T0 });
      await expect(store.state.put('f', () => 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
      await expect(store.state.put('', 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
      await expect(store.state.put('k'.repeat(2_000), 1)).rejects.toMatchObject({ code: 'CARPY_BAD_REQUEST' });
    });
  });
}

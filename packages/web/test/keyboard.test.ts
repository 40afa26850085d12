import { afterEach, expect, it } from 'vitest';
import { listenForKeys } from '../src/shell/keyboard.ts';

// Only what the listener asks of the browser: classes to compare with. Taken away after each test.
class FakeElement extends EventTarget {}
const globals = globalThis as unknown as Record<string, unknown>;
const had = { HTMLElement: globals['HTMLElement'], Element: globals['Element'] };
let stop: () => void = () => undefined;

afterEach(() => {
  stop();
  globals['HTMLElement'] = had.HTMLElement;
  globals['Element'] = had.Element;
});

function press(target: EventTarget, key: string, modifiers: Record<string, boolean> = {}): boolean {
  const event = Object.assign(new Event('keydown', { cancelable: true }), {
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...modifiers,
  });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

it('takes single keys, and two in a row within their time', () => {
  globals['HTMLElement'] = FakeElement;
  globals['Element'] = FakeElement;
  const seen: string[] = [];
  let atMs = 0;
  const target = new EventTarget();
  stop = listenForKeys(
    target,
    { l: () => seen.push('l'), 'g o': () => seen.push('g o'), o: () => seen.push('o') },
    () => atMs,
  );
  expect(press(target, 'l')).toBe(true);
  press(target, 'g');
  press(target, 'o');
  press(target, 'g');
  atMs += 5000;
  press(target, 'o');
  expect(press(target, 'x')).toBe(false);
  expect(press(target, 'l', { ctrlKey: true })).toBe(false);
  expect(seen).toEqual(['l', 'g o', 'o']);
  stop();
  press(target, 'l');
  expect(seen).toHaveLength(3);
});

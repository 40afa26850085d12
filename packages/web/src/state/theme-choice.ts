/** Light, dark, or as the system has it. `public/theme.js` reads the same key before the first paint. */
import { type Accessor, createSignal } from 'solid-js';

export type ThemeChoice = 'light' | 'dark' | 'system';

const KEY = 'carpy.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    // Storage refused: the system's theme, for this page.
    return 'system';
  }
}

const [choice, setChoice] = createSignal<ThemeChoice>(stored());
export const themeChoice: Accessor<ThemeChoice> = choice;

function apply(): void {
  const dark = choice() === 'dark' || (choice() === 'system' && systemDark.matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

systemDark.addEventListener('change', apply);

export function chooseTheme(next: ThemeChoice): void {
  setChoice(next);
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
  apply();
}

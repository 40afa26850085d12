import { For, type JSX } from 'solid-js';
import { Icon } from '../components/icons.tsx';
import { Popover } from '../components/popover.tsx';
import { chooseTheme, type ThemeChoice, themeChoice } from '../state/theme-choice.ts';

const choices: readonly { readonly key: ThemeChoice; readonly label: string }[] = [
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
  { key: 'system', label: 'As the system' },
];

export function ThemeSwitch(): JSX.Element {
  return (
    <Popover label="Theme" class="bare" align="end" trigger={<Icon name={themeChoice()} />}>
      {(close) => (
        <div class="menu">
          <For each={choices}>
            {(choice) => (
              <button
                type="button"
                aria-pressed={themeChoice() === choice.key}
                onClick={() => {
                  chooseTheme(choice.key);
                  close();
                }}
              >
                <Icon name={choice.key} />
                {choice.label}
              </button>
            )}
          </For>
        </div>
      )}
    </Popover>
  );
}

import { createSignal, type JSX, onCleanup } from 'solid-js';
import { Icon } from './icons.tsx';

export interface CopyButtonProps {
  /** What is copied, read at the click. */
  readonly text: () => string;
  /** Says what is copied: "Copy snippet". */
  readonly label: string;
}

/** The clipboard needs a secure context; over plain HTTP beyond localhost only the old way is left. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** Copies text and says so for two seconds, to eyes and to screen readers. */
export function CopyButton(props: CopyButtonProps): JSX.Element {
  const [said, setSaid] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onClick = async (): Promise<void> => {
    setSaid((await copy(props.text())) ? 'Copied' : 'Could not copy');
    clearTimeout(timer);
    timer = setTimeout(() => setSaid(''), 2000);
  };
  onCleanup(() => clearTimeout(timer));
  return (
    <button type="button" class="pick plain copy" onClick={onClick}>
      <Icon name={said() === 'Copied' ? 'check' : 'copy'} />
      {/* One over the other: a shorter word must not move what stands beside the button. */}
      <span class="copy-words">
        <span classList={{ unseen: said() !== '' }}>{props.label}</span>
        <span aria-live="polite">{said()}</span>
      </span>
    </button>
  );
}

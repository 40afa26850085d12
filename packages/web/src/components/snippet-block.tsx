import type { JSX } from 'solid-js';
import { CopyButton } from './copy-button.tsx';

/** Text to copy, exactly as it is. */
export function SnippetBlock(props: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <div class="snippet">
      <div class="snippet-head">
        <span>{props.title}</span>
        <CopyButton label="Copy" text={() => props.text} />
      </div>
      {/* It scrolls sideways on a phone, and keys must reach that. */}
      <pre tabindex="0">
        <code>{props.text}</code>
      </pre>
    </div>
  );
}

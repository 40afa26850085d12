import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Nobody can follow more than one sentence a second. */
const pauseMs = 1000;

/** For a polite live region: the last thing said within a second is what is heard. `words` are made when it is said. */
export function createSpeech(): readonly [spoken: Accessor<string>, say: (words: () => string) => void] {
  const [spoken, setSpoken] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saidAtMs = 0;
  const say = (words: () => string): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        saidAtMs = Date.now();
        setSpoken(words());
      },
      Math.max(0, saidAtMs + pauseMs - Date.now()),
    );
  };
  onCleanup(() => clearTimeout(timer));
  return [spoken, say];
}

/** True on a phone's screen, where tables are cards and the page scrolls; as the style sheets have it. */
import { type Accessor, createRoot, createSignal } from 'solid-js';

export const narrowScreen: Accessor<boolean> = createRoot(() => {
  const query = matchMedia('(max-width: 760px)');
  const [narrow, setNarrow] = createSignal(query.matches);
  query.addEventListener('change', () => setNarrow(query.matches));
  return narrow;
});

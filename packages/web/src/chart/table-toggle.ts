import { type Accessor, createSignal, useContext } from 'solid-js';
import { CardContext } from './card-context.ts';

/** Whether a chart shows its numbers as a table: its card's state, or its own without a card. The toggle moves the focus to what came. */
export function createTableToggle(figure: () => HTMLElement): readonly [table: Accessor<boolean>, toggle: () => void] {
  const card = useContext(CardContext);
  const [own, setOwn] = createSignal(false);
  const table = (): boolean => card?.table() ?? own();
  const toggle = (): void => {
    const shown = !table();
    if (card === undefined) setOwn(shown);
    else card.setTable(shown);
    // The focus was in what has just gone.
    queueMicrotask(() => figure().querySelector<HTMLElement>('.chart-table, .chart-plot')?.focus());
  };
  return [table, toggle];
}

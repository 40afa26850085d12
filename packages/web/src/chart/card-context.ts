import { type Accessor, type Context, createContext } from 'solid-js';

/** What a card and the chart in it share: whether the table is shown instead of the plot. */
export interface CardState {
  readonly table: Accessor<boolean>;
  readonly setTable: (shown: boolean) => void;
}

export const CardContext: Context<CardState | undefined> = createContext<CardState>();

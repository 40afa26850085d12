import { type Context, createContext } from 'solid-js';
import type { SpanMs } from './grid.ts';
import type { HereContent } from './here-menu.tsx';

/** What a page knows of a span of its charts: gives the menu that a press on a point opens. Without it a press does nothing. */
export const HereContext: Context<((span: SpanMs) => HereContent) | undefined> = createContext<
  ((span: SpanMs) => HereContent) | undefined
>(undefined);

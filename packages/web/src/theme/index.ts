export { type ColorToken, cssColor } from './theme.ts';

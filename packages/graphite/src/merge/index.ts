/** Merging timer and Apdex records over servers and time: the one arithmetic behind mergeTimers, the UI's pages and consolidation. */
export * from './column.ts';
export { type Column, parseColumn, sketchNeed } from './column-name.ts';
export * from './merge-records.ts';

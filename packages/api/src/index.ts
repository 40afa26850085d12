/** Schemas and types of every request and answer of /api/v1. */
export * from './import-types.ts';
export * from './records-types.ts';
export * from './status-types.ts';
export * from './types.ts';

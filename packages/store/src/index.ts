/** The store: its interface, and the engines that keep it. */
export * from './embedded/engine.ts';
export * from './files/file-system.ts';
export * from './schema/schema.ts';
export * from './store.ts';

/** What an instrumentation is made of. */
export { onChannel, onTracing, type TracingSubscriber } from './channels.ts';
export { onEsModule } from './es-module.ts';
export type { Hook } from './hook.ts';
export { type LoadedModule, type ModulePatch, onModule } from './module-load.ts';
export { type Observer, observed, patchBefore, patchContext, patchMethod } from './patch.ts';

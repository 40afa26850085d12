/** What answers HTTP, as one part that main loads when its threads are started. */
export { createHttpApp } from './app.ts';
export { listenHttp } from './listen.ts';

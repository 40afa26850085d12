/** The app that the shell is about: the route's, or that of the record which is the page. */
import { type Accessor, createSignal } from 'solid-js';
import { route } from '../router/navigation.ts';
import { appOf } from '../router/routes.ts';

const [recordApp, setRecordApp] = createSignal<string | undefined>();

/** Says whose the record of this page is: its address doesn't. */
export const rememberRecordApp = (app: string | undefined): void => {
  setRecordApp(app);
};

export const currentApp: Accessor<string | undefined> = () =>
  appOf(route()) ?? (route().page === 'request' ? recordApp() : undefined);

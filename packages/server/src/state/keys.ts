/**
 * Keys of the small mutable values that the server keeps in the store's state group. One place, because rooms on different threads
 * read what main writes. Parts are segments (core's names.ts), so a `/` never comes inside one.
 *
 *     app/<app>                                   AppState
 *     server/<app>/<server>                       ServerState
 *     name/<app>/<segment>                        NameState
 *     annotation/<whenMs, 15 digits>/<id>         Annotation (packages/api), in order of time
 *     error/<app>/<fingerprint>                   ErrorGroup
 *     error-app/<app>                             what is known of an app's errors besides
 *     error-hour/<hour since the epoch>           HourColumns: how many errors there were
 *     error-unsaved                               hours whose errors may not be written yet
 *     audit/<atMs, 15 digits>/<id>                AuditEntry (packages/api), in order of time
 */

export const appsPrefix = 'app/';
export const appKey = (app: string): string => `${appsPrefix}${app}`;

/** Servers of one app, or of all apps without one. */
export const serversPrefix = (app?: string): string => (app === undefined ? 'server/' : `server/${app}/`);
export const serverKey = (app: string, server: string): string => `server/${app}/${server}`;

export const namesPrefix = (app: string): string => `name/${app}/`;
export const nameKey = (app: string, segment: string): string => `name/${app}/${segment}`;

export const annotationsPrefix = 'annotation/';
/** First key of a moment: every annotation of `whenMs` or later sorts after it. */
export const annotationMoment = (whenMs: number): string => `${annotationsPrefix}${String(whenMs).padStart(15, '0')}`;
export const annotationKey = (whenMs: number, id: string): string => `${annotationMoment(whenMs)}/${id}`;

export const errorsPrefix = 'error/';
export const errorKey = (app: string, fingerprint: string): string => `${errorsPrefix}${app}/${fingerprint}`;
export const errorAppsPrefix = 'error-app/';
export const errorAppKey = (app: string): string => `${errorAppsPrefix}${app}`;
export const errorHoursPrefix = 'error-hour/';
export const errorHourKey = (hour: number): string => `${errorHoursPrefix}${hour}`;
export const errorUnsavedKey = 'error-unsaved';

export const auditPrefix = 'audit/';
export const auditKey = (atMs: number, id: string): string => `${auditPrefix}${String(atMs).padStart(15, '0')}/${id}`;

/** Keys of the engine's own values in the catalogue's `meta`. */
export const SCHEMAS = 'schemas';
export const UNDECIDED = 'undecided';
export const GONE = 'gone';
/** Files that a merge could not read whole, until they lie in `damaged/`. */
export const DAMAGED = 'damaged';

/** Keys of the engine's own values in the catalogue's `meta`. */
export const SCHEMAS = 'schemas';
export const UNDECIDED = 'undecided';
export const GONE = 'gone';
/** What was given up for the bound on the disk. */
export const CUT = 'cut';
/** Numbers of series that may be given again. */
export const FREE = 'free';
/** Files that a merge could not read whole, until they lie in `damaged/`. */
export const DAMAGED = 'damaged';

/** Whisper files: what carbon keeps on disk. Read only. */
export * from './name-of.ts';
export * from './read-file.ts';

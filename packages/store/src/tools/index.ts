/** Work on a data folder from outside the server: copies, putting them back, looking for damage. */
export { type BackupOptions, type BackupResult, backUp } from './backup.ts';
export type { BackupFile, BackupList } from './backup-list.ts';
export { type Examination, type ExamineOptions, examine } from './doctor.ts';
export type { Finding } from './finding.ts';
export { type RestoreOptions, restore } from './restore.ts';

/** The store: its interface, and the engines that keep it. */
export { checkTiers, defaultTiers } from './embedded/check-tiers.ts';
export * from './embedded/engine.ts';
export { type Job, type JobResult, type RunJob, runJob } from './embedded/jobs/job.ts';
export type { PlanPart, ReadPlan } from './embedded/read-plan.ts';
export { SealedReader } from './embedded/read-sealed.ts';
export * from './files/file-system.ts';
export { nodeFiles } from './files/node-files.ts';
export { RecordSegments, type RecordSegmentsOptions } from './records/record-segments.ts';
export type * from './records/records-group.ts';
export { type RecordsSealJob, type SealRecords, sealRecords } from './records/seal-records.ts';
export * from './remote/remote-engine.ts';
export { type GraphiteConfTexts, parseGraphiteConf } from './schema/graphite-conf.ts';
export * from './schema/schema.ts';
export {
  isMapFileName,
  MAP_PART_ENDING,
  MAX_MAP_HEAD_BYTES,
  type MapFileHead,
  mapFileName,
  mapHeadLine,
  readMapHead,
} from './source-maps/map-file.ts';
export * from './store.ts';
export * from './tools/index.ts';

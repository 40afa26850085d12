/** Every command. Adding one is adding a file here. */
import type { CliCommand } from '../command.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { deleteSeries } from './delete.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { exportSeries } from './export.ts';
import { importSeries } from './import.ts';
import { mark } from './mark.ts';
import { query } from './query.ts';
import { relay } from './relay.ts';
import { rename } from './rename.ts';
import { requests } from './requests.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { sourcemaps } from './sourcemaps.ts';

export const commands: readonly CliCommand[] = [
  serve,
  demo,
  check,
  mark,
  sourcemaps,
  relay,
  backup,
  restore,
  doctor,
  deleteSeries,
  rename,
  query,
  requests,
  importSeries,
  exportSeries,
];

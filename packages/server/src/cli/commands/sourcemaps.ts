/** `carpy sourcemaps upload DIR`: gives a running server the source maps of a build. For the end of a build script. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CarpyError, fileFault } from '@carpy/core';
import { SOURCE_MAP_LIMITS } from '../../source-maps/source-map.ts';
import { type CliCommand, EXIT, type ExitCode } from '../command.ts';
import type { CliIo } from '../io.ts';
import { callServer, URL_OPTION, webAddress } from '../server-call.ts';

interface UploadOptions {
  readonly app: string;
  /** Not `version`: that is the program's own. */
  readonly release: string;
  readonly url?: string;
}

const ENDING = '.map';
const MAX_MAPS = 10_000;
const UPLOAD_TIMEOUT_MS = 120_000;
const zip = promisify(gzip);

export const sourcemaps: CliCommand = {
  name: 'sourcemaps',
  add: (program, io, run) => {
    program
      .command('sourcemaps')
      .summary("give the server the source maps of an app's build")
      .description('Source maps let stacks of errors be shown as they were written.')
      .command('upload')
      .description(
        'Sends every *.map file below a folder. A map belongs to the built file of its name, by its path below the folder: dist/server.js.map with the folder dist is of server.js.',
      )
      .argument('<dir>', 'the folder of the built files')
      .requiredOption('--app <name>', 'the app, as its agent names it')
      .requiredOption('--release <version>', 'the version, as its agent tells it (CARPY_VERSION)')
      .option(...URL_OPTION, webAddress)
      .addHelpText('after', '\nExamples:\n  carpy sourcemaps upload dist --app shop --release 4f2c9a1')
      .action((dir: string, options: UploadOptions) => run(() => upload(dir, options, io)));
  },
};

async function upload(dir: string, { app, release, url }: UploadOptions, io: CliIo): Promise<ExitCode> {
  const root = resolve(io.cwd, dir);
  let sent = 0;
  let left = 0;
  for (const path of await mapsBelow(root)) {
    const file = relative(root, path).split(sep).join('/').slice(0, -ENDING.length);
    const { size } = await stat(path);
    if (size > SOURCE_MAP_LIMITS.bytes) {
      io.stderr(`${file}: its map has ${size} bytes, at most ${SOURCE_MAP_LIMITS.bytes} are taken; left out\n`);
      left++;
      continue;
    }
    const query = new URLSearchParams({ app, version: release, file });
    const packed = await zip(await readFile(path));
    await callServer(
      { method: 'POST', path: `/api/v1/sourcemaps?${query}`, packed, url, timeoutMs: UPLOAD_TIMEOUT_MS },
      io,
    );
    sent++;
  }
  if (sent + left === 0) throw new CarpyError('CARPY_BAD_FILE', `${dir}: there is no ${ENDING} file below it`);
  io.stdout(`uploaded: ${sent} source ${sent === 1 ? 'map' : 'maps'} of ${app} ${release}\n`);
  return left === 0 ? EXIT.ok : EXIT.failed;
}

async function mapsBelow(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [root];
  for (let dir = folders.pop(); dir !== undefined; dir = folders.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(dir, { withFileTypes: true });
    } catch (e) {
      throw new CarpyError('CARPY_BAD_FILE', `${dir}: ${fileFault(e)}`, { cause: e });
    }
    for (const entry of entries) {
      const path = join(dir, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(path);
      else if (entry.isFile() && entry.name.endsWith(ENDING)) found.push(path);
    }
    if (found.length > MAX_MAPS)
      throw new CarpyError('CARPY_TOO_MUCH', `${root}: more than ${MAX_MAPS} maps are below it`);
  }
  return found.sort();
}

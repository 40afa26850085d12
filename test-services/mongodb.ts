/** MongoDB's protocol, spoken by FerretDB on SQLite: built with Go once. No user, no password. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, reasonOf, run } from './cache.ts';
import { answers, freePort } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type Service } from './service.ts';

const VERSION = 'v1.24.0';

/** Beside the sources, also when this file was compiled into a folder below. */
const source = ['ferretdb/main.go', '../ferretdb/main.go']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(path)) as string;

const built = (): Promise<string> =>
  cached(`ferretdb-${VERSION}`, async (folder) => {
    if (findProgram('go') === undefined) throw new Error('go is not here; on Debian: apt-get install golang-go');
    copyFileSync(source, join(folder, 'main.go'));
    writeFileSync(
      join(folder, 'go.mod'),
      `module mongodb\n\ngo 1.22\n\nrequire github.com/FerretDB/FerretDB ${VERSION}\n`,
    );
    await run(folder, 'go', ['mod', 'tidy']);
    await run(folder, 'go', ['build', '-o', 'mongodb', '.']);
  });

/** `hello` as OP_MSG. */
function hello(): Uint8Array {
  const text = (s: string): Buffer => Buffer.from(`${s}\0`, 'latin1');
  const int = (n: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(n);
    return bytes;
  };
  const database = Buffer.concat([text('\x02$db'), int(6), text('admin')]);
  const fields = Buffer.concat([text('\x10hello'), int(1), database, Buffer.alloc(1)]);
  const body = Buffer.concat([int(0), Buffer.alloc(1), int(fields.length + 4), fields]);
  return Buffer.concat([int(body.length + 16), int(1), int(0), int(2013), body]);
}

export const mongodb: Service = defineService({
  name: 'mongodb',
  missing: () => reasonOf('mongodb', built),
  launch: async ({ folder, run: start }) => {
    const program = join(await built(), 'mongodb');
    const data = join(folder, 'data');
    mkdirSync(data);
    const port = await freePort();
    const running = start(program, [`127.0.0.1:${port}`, data]);
    await answers(running, port, { say: hello(), good: (answer) => answer.includes('maxWireVersion') });
    return port;
  },
});

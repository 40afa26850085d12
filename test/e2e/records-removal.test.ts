/** A person's records are removed: looked for from outside, in every file of the data folder as it is and unpacked, and in a new backup. */
import { cp, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { AuditEntry, StatusAnswer } from '@carpy/api';
import { nodeFiles, RecordSegments } from '@carpy/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CarpyProcess, eventually, getJson, runCarpy, startCarpy, temporaryFolder } from './carpy-process.ts';

let folder: string;
let dataDir: string;
let carpy: CarpyProcess;
beforeEach(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder, 'data');
  carpy = await startCarpy({ dataDir });
});
afterEach(async () => {
  await carpy.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

let made = 0;

/** What a person leaves in a request: in the context, a message, a stack, a log line, an id. */
const recordOf = (person: string) => ({
  id: (++made).toString(16).padStart(32, '0'),
  startMs: Date.now() - 1_000,
  durationMs: 12,
  transaction: 'POST /cart',
  outcome: 'error',
  kind: 'http',
  status: 500,
  requestId: `req-${person}`,
  children: [],
  context: { user: person, team: 'blue' },
  logs: [{ atMs: Date.now(), level: 'warn', message: `cart of '${person}' is full` }],
  error: {
    type: 'CartError',
    message: `no cart for '${person}'`,
    stack: `CartError: no cart for '${person}'\n    at a (/srv/a.js:1:1)`,
  },
});

async function send(records: readonly object[]): Promise<void> {
  const head = { app: 'shop', server: 'web-1', sentAtMs: Date.now(), seen: {}, kept: {} };
  const answer = await fetch(`${carpy.url}/api/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: [head, ...records].map((line) => JSON.stringify(line)).join('\n'),
  });
  expect(answer.status).toBe(202);
}

async function remove(q: string): Promise<number> {
  const answer = await fetch(`${carpy.url}/api/v1/records?q=${encodeURIComponent(q)}`, { method: 'DELETE' });
  return ((await answer.json()) as { readonly removed: number }).removed;
}

/** Files under a folder that hold a text: as they are, or in any deflate stream within segments. */
async function filesWith(dir: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(path);
    if (holds(bytes, text, path.endsWith('.seg'))) found.push(path.slice(dir.length + 1));
  }
  return found;
}

function holds(bytes: Buffer, text: string, unpacks: boolean): boolean {
  if (bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))) return true;
  for (let at = 0; unpacks && at < bytes.length; at++) {
    try {
      if (inflateRawSync(bytes.subarray(at), { maxOutputLength: 2 ** 20 }).includes(text)) return true;
    } catch {
      // No stream begins here.
    }
  }
  return false;
}

/** All records of a folder, read by the store itself from a copy of it: its blocks need a dictionary to be unpacked. */
async function recordsText(): Promise<string> {
  const dir = join(folder, 'copy');
  await cp(join(dataDir, 'records'), dir, { recursive: true });
  const records = await RecordSegments.open({
    files: nodeFiles,
    dir,
    retentionMs: 1e12,
    maxBytes: 1e12,
    clock: Date.now,
  });
  const search = {
    app: '',
    filter: { is: 'all' },
    fromMs: 0,
    untilMs: Date.now(),
    order: 'newest',
    limit: 100,
  } as const;
  const found = await records.search({ ...search, cursor: undefined, facetValues: 50, bucketMs: 0 });
  await records.close();
  await rm(dir, { recursive: true });
  return JSON.stringify(found);
}

it('leaves nothing of them in any file, in the groups of errors, in the audit list and in new backups', {
  timeout: 120_000,
}, async () => {
  const [ann, bob] = ['ann-who-goes', 'bob-who-stays'];
  await send([recordOf(bob), recordOf(ann)]);
  await send([recordOf(ann)]);
  expect(await filesWith(dataDir, ann)).toContainEqual(expect.stringMatching(/^records\//));
  // Groups of errors are written a little later.
  await eventually(
    () => filesWith(join(dataDir, 'lmdb'), 'no cart for <quoted>'),
    (files) => files.length > 0,
  );
  expect(await remove(`context.user:${ann}`)).toBe(2);
  expect(await filesWith(join(dataDir, 'records'), ann)).toEqual([]);
  const left = await recordsText();
  expect([left.includes(bob), left.includes(ann)]).toEqual([true, false]);

  const { groups } = await getJson<{ groups: { fingerprint: string }[] }>(`${carpy.url}/api/v1/errors?app=shop`);
  const group = await (await fetch(`${carpy.url}/api/v1/errors/${groups[0]?.fingerprint}?app=shop`)).text();
  const audit = await getJson<AuditEntry[]>(`${carpy.url}/api/v1/audit`);
  expect(JSON.stringify([groups, group, audit])).not.toContain(ann);
  expect(audit[0]).toMatchObject({ action: 'records.removed', text: 'all apps: 2 by context.user:…' });
  expect(carpy.log()).not.toContain(ann);

  const backup = join(folder, 'backup');
  expect((await runCarpy(['backup', backup, '--data-dir', dataDir])).code).toBe(0);
  expect(await filesWith(backup, ann)).toEqual([]);
  await carpy.stop();
  expect(await filesWith(dataDir, ann)).toEqual([]);
});

it('is not called done while a file that may hold them can’t be deleted, which is told; records are taken meanwhile', {
  timeout: 120_000,
}, async () => {
  await send([recordOf('bob'), recordOf('ann')]);
  expect(await remove('context.user:bob')).toBe(1);
  await carpy.stop();
  const stuck = join(dataDir, 'records', '000000000001.log');
  await mkdir(stuck);
  carpy = await startCarpy({ dataDir });
  await eventually(
    async () => carpy.log(),
    (log) => log.includes('the request log has a fault'),
  );
  await send([recordOf('eve')]);
  expect(await remove('context.user:ann')).toBeUndefined();
  const { records } = await getJson<StatusAnswer>(`${carpy.url}/api/v1/status`);
  expect(records?.kept?.faults).toEqual([expect.stringContaining('records/000000000001.log')]);
  await rmdir(stuck);
  expect(await remove('context.user:ann')).toBe(0);
  expect(await filesWith(join(dataDir, 'records'), 'ann')).toEqual([]);
});

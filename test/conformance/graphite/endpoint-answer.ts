/** One request to an endpoint, and its answer as plain data: pickles and MessagePack are read by Python, as graphite-web's own peers do. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from '../../support/graphite-web.ts';
import { runProgram } from '../../support/run-program.ts';
import type { EndpointCase } from './endpoint-cases.ts';

export interface Answer {
  readonly status: number;
  /** The content type without its parameters. */
  readonly type: string;
  readonly body: unknown;
}

/** Bytes that Python is to read. */
export class Packed {
  readonly bytes: Buffer;
  readonly as: 'pickle' | 'msgpack';

  constructor(bytes: Buffer, as: 'pickle' | 'msgpack') {
    this.bytes = bytes;
    this.as = as;
  }
}

export async function ask(url: string, { path, body, type, reads }: EndpointCase): Promise<Answer> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', body, headers: { 'Content-Type': type ?? 'application/x-www-form-urlencoded' } };
  const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(20_000) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const status = answer.status;
  const contentType = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
  // What an empty answer is of says nothing.
  return {
    status,
    type: bytes.length === 0 ? '' : contentType,
    body: answer.ok ? read(bytes, reads) : textOrJson(bytes.toString()),
  };
}

function read(bytes: Buffer, reads: EndpointCase['reads']): unknown {
  if (reads === 'pickle' || reads === 'msgpack') return new Packed(bytes, reads);
  const text = bytes.toString();
  if (reads === 'text') return text;
  // Blanks of JSON do not matter, those around it do.
  const called = /^(\w+\()(.*)\)$/s.exec(text);
  return called === null ? textOrJson(text) : { call: called[1], argument: textOrJson(called[2] as string) };
}

function textOrJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Puts what Python read in the place of packed bodies. */
export async function unpacked(answers: readonly Answer[]): Promise<Answer[]> {
  const packed = answers.flatMap(({ body }) => (body instanceof Packed ? [body] : []));
  const dir = await mkdtemp(join(tmpdir(), 'carpy-test-'));
  try {
    const file = join(dir, 'packed.json');
    await writeFile(file, JSON.stringify(packed.map(({ bytes, as }) => [as, bytes.toString('base64')])));
    const { code, text } = await runProgram(python, ['-c', UNPACK, file]);
    if (code !== 0) throw new Error(`Python can't read an answer: ${text}`);
    const read = JSON.parse(await readFile(file, 'utf8')) as unknown[];
    let next = 0;
    return answers.map((answer) => (answer.body instanceof Packed ? { ...answer, body: read[next++] } : answer));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What can't be read becomes a text that says why, so that the case shows it. */
const UNPACK = `
import base64, json, pickle, sys
sys.path.insert(0, [p for p in sys.path if p.endswith('site-packages')][0] + '/graphite')
try:
  import msgpack
  unpack = lambda b: msgpack.unpackb(b, raw=False, strict_map_key=False)
except ImportError:
  import umsgpack
  unpack = umsgpack.unpackb
def read(kind, text):
  try:
    return (pickle.loads if kind == 'pickle' else unpack)(base64.b64decode(text))
  except Exception as e:
    return 'unreadable: %r' % e
with open(sys.argv[1]) as f: packed = json.load(f)
with open(sys.argv[1], 'w') as f: json.dump([read(*p) for p in packed], f, default=lambda o: [[i.start, i.end] for i in o.intervals])
`;

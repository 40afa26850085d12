/**
 * One POST to the carpy server: answered or failed within 5 s. Never throws; keeps no process alive unless it is told to.
 *
 * Written to a socket by hand: the first request that node:http's client makes in a process has its server take a quarter more CPU for each
 * of its own from then on (bench/agent, hello on Node 20: 19 us, then 24 us), since both share the code of their messages.
 */
import { validateHeaderValue } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { type ReadAnswer, readAnswer } from './http-answer.ts';
import { lookup } from './own-lookup.ts';
import { clearTimeout, queueMicrotask, setTimeout } from './timers.ts';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 65_536;

export interface Posting {
  /** Base address of the server, without a trailing slash. */
  readonly url: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps the process until it is answered. */
  readonly keepsProcess?: boolean;
}

export type PostOutcome = ReadAnswer;

/** Calls `done` once, never before it returned. Answers what ends it early. */
export function post(posting: Posting, body: Buffer, done: (outcome: PostOutcome) => void): { destroy(): void } {
  let settled = false;
  let socket: Socket | undefined;
  const settle = (outcome: PostOutcome): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timeout);
    done(outcome);
    socket?.destroy();
  };
  const timeout = setTimeout(() => settle({ reason: `no answer in ${TIMEOUT_MS / 1000} s` }), TIMEOUT_MS);
  if (posting.keepsProcess !== true) timeout.unref();
  try {
    const url = new URL(`${posting.url}${posting.path}`);
    const head = headOf(url, posting, body.length);
    socket = open(url);
    if (posting.keepsProcess !== true) socket.unref();
    const opened = socket;
    opened.on('error', (error) => settle({ reason: reasonOf(opened, error) }));
    takeAnswer(opened, settle);
    opened.write(head, 'latin1');
    opened.write(body);
  } catch (error) {
    queueMicrotask(() => settle({ reason: error instanceof Error ? error.message : String(error) }));
  }
  return { destroy: () => settle({ reason: 'ended' }) };
}

function open({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'http:') return connect({ host, port: Number(port || 80), lookup });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const options = { host, port: Number(port || 443), lookup, ALPNProtocols: ['http/1.1'], ...servername };
  return connectTls(options);
}

function reasonOf(socket: Socket, error: NodeJS.ErrnoException): string {
  const reason = error.code ?? error.message;
  // The same words, if that is why: a server that is not verified by choice may fail as any other.
  return socket instanceof TLSSocket && (socket.authorizationError as unknown) === reason
    ? `its certificate can't be verified: ${reason}; name the certificate of a CA of your own in NODE_EXTRA_CA_CERTS`
    : reason;
}

function headOf(url: URL, { key, headers }: Posting, length: number): string {
  const fields: Record<string, string> = {
    host: url.host,
    connection: 'close',
    ...headers,
    'content-length': `${length}`,
  };
  if (key !== undefined) fields['authorization'] = `Bearer ${key}`;
  else if (url.username !== '')
    fields['authorization'] =
      `Basic ${Buffer.from(decodeURIComponent(`${url.username}:${url.password}`)).toString('base64')}`;
  const lines = Object.entries(fields).map(([name, value]) => {
    // Throws where a value would end its line.
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function takeAnswer(socket: Socket, settle: (outcome: PostOutcome) => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  const take = (ended: boolean): void => {
    const answer = readAnswer(bytes, ended);
    if (answer !== undefined) settle(answer);
  };
  socket.on('data', (part: Buffer) => {
    bytes = Buffer.concat([bytes, part]);
    if (bytes.length <= MAX_ANSWER_BYTES) take(false);
    else settle({ reason: `the answer has more than ${MAX_ANSWER_BYTES} bytes` });
  });
  socket.on('close', () => take(true));
}

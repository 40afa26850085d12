/** StatsD itself (npm `statsd` 0.9.0) in a process of its own, with a carbon that tells each of its flushes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CarbonSink } from './carbon-sink.ts';
import { type Flush, readCarbonLines } from './flush.ts';
import { sendPaced } from './paced-sender.ts';

/** StatsD's own configuration: https://github.com/statsd/statsd/blob/master/exampleConfig.js. */
export interface NpmConfig {
  readonly percentThreshold?: number | readonly number[];
  readonly histogram?: readonly { readonly metric: string; readonly bins: readonly (number | 'inf')[] }[];
  readonly calculatedTimerMetrics?: readonly string[];
  readonly flush_counts?: boolean;
  readonly deleteIdleStats?: boolean;
  readonly deleteCounters?: boolean;
  readonly deleteTimers?: boolean;
  readonly deleteSets?: boolean;
  readonly deleteGauges?: boolean;
  readonly gaugesMaxTTL?: number;
  readonly prefixStats?: string;
  readonly keyNameSanitize?: boolean;
  readonly graphite?: {
    readonly legacyNamespace?: boolean;
    readonly globalPrefix?: string;
    readonly prefixCounter?: string;
    readonly prefixTimer?: string;
    readonly prefixGauge?: string;
    readonly prefixSet?: string;
    readonly globalSuffix?: string;
  };
}

/** Packets were lost on the way, or a window closed before all were sent: the run says nothing and is done again. */
export class LostPackets extends Error {}

const require = createRequire(import.meta.url);
const entry = require.resolve('statsd/stats.js');
/** StatsD logs by a function that newer versions of Node no longer have. */
const utilLog = 'data:text/javascript,import util from "node:util"; util.log ??= () => {};';

export class NpmStatsd {
  /** Settles when the process ends: its exit code, null for a signal. */
  readonly exited: Promise<number | null>;
  readonly udpPort: number;
  /** Rejects when the process ends. */
  readonly #ended: Promise<never>;
  readonly #child: ChildProcess;
  readonly #sink: CarbonSink;
  readonly #folder: string;
  readonly #intervalMs: number;
  #errors = '';

  private constructor(child: ChildProcess, udpPort: number, sink: CarbonSink, folder: string, intervalMs: number) {
    this.#child = child;
    this.udpPort = udpPort;
    this.#sink = sink;
    this.#folder = folder;
    this.#intervalMs = intervalMs;
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    this.#ended = this.exited.then((code) => {
      throw new Error(`StatsD ended with ${code}: ${this.#errors}`);
    });
    this.#ended.catch(() => undefined);
    child.stderr?.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-2_000);
    });
  }

  /** Resolves when its ports answer. */
  static async start(config: NpmConfig, intervalMs: number): Promise<NpmStatsd> {
    const sink = await CarbonSink.open();
    const folder = await mkdtemp(join(tmpdir(), 'carpy-statsd-'));
    const [port, adminPort] = await Promise.all([freeUdpPort(), freeTcpPort()]);
    const whole = {
      ...config,
      port,
      address: '127.0.0.1',
      mgmt_port: adminPort,
      mgmt_address: '127.0.0.1',
      graphiteHost: '127.0.0.1',
      graphitePort: sink.port,
      flushInterval: intervalMs,
      automaticConfigReload: false,
      title: false,
    };
    const file = join(folder, 'config.js');
    await writeFile(file, JSON.stringify(whole));
    const child = spawn(process.execPath, ['--import', utilLog, entry, file], { stdio: ['ignore', 'ignore', 'pipe'] });
    const statsd = new NpmStatsd(child, port, sink, folder, intervalMs);
    await statsd.#up(adminPort);
    return statsd;
  }

  /** What it wrote to standard error, its end. */
  get errors(): string {
    return this.#errors;
  }

  /** The next flush that closes. */
  async flush(): Promise<Flush> {
    if (this.#sink.waiting > 0) throw new LostPackets('a flush closed before it was waited for');
    return readCarbonLines(await Promise.race([this.#sink.next(this.#intervalMs * 4 + 5_000), this.#ended]));
  }

  /** Sends all packets inside one window and answers its flush. Call it right after a flush came. */
  async window(packets: readonly Uint8Array[], packetsReceived: (flush: Flush) => number): Promise<Flush> {
    if (packets.length > 0) await sendPaced(this.udpPort, packets);
    const flush = await this.flush();
    const received = packetsReceived(flush);
    if (received !== packets.length) throw new LostPackets(`${received} of ${packets.length} packets were received`);
    return flush;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.exited;
    await this.#sink.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #up(adminPort: number): Promise<void> {
    const answers = async (): Promise<void> => {
      while (!(await isHealthy(adminPort))) await sleep(20);
    };
    await Promise.race([answers(), this.#ended]);
  }
}

function isHealthy(adminPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(adminPort, '127.0.0.1', () => socket.write('health\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().includes('health: up'));
    });
    socket.once('error', () => resolve(false));
  });
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

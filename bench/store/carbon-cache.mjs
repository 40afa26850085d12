// The real carbon-cache with whisper files, in a folder of its own, without any bound that would slow it down.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { wait } from '../carpy-process.mjs';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts it; `schemas` is the text of storage-schemas.conf. */
export async function startCarbonCache({ python, dir, schemas }) {
  const [linePort, picklePort, queryPort] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(join(dir, 'conf'), { recursive: true });
  mkdirSync(join(dir, 'whisper'), { recursive: true });
  writeFileSync(
    join(dir, 'conf/carbon.conf'),
    `[cache]
STORAGE_DIR = ${dir}
LOCAL_DATA_DIR = ${dir}/whisper
LOG_DIR = ${dir}
PID_DIR = ${dir}
CONF_DIR = ${dir}/conf
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = ${linePort}
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = ${picklePort}
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = ${queryPort}
ENABLE_UDP_LISTENER = False
MAX_CACHE_SIZE = inf
MAX_UPDATES_PER_SECOND = inf
MAX_CREATES_PER_MINUTE = inf
WHISPER_SPARSE_CREATE = True
ENABLE_TAGS = False
CARBON_METRIC_INTERVAL = 0
LOG_UPDATES = False
LOG_CREATES = False
LOG_CACHE_HITS = False
`,
  );
  writeFileSync(join(dir, 'conf/storage-schemas.conf'), schemas);
  // What its script does; where that lies differs by how carbon was installed.
  const script = "from carbon.util import run_twistd_plugin; run_twistd_plugin('carbon-cache.py')";
  const child = spawn(python, ['-c', script, `--config=${dir}/conf/carbon.conf`, '--nodaemon', 'start'], {
    env: { ...process.env, GRAPHITE_ROOT: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-2_000);
  });
  for (let tries = 0; !(await answers(linePort)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`carbon-cache did not start: ${log}`);
    await wait(100);
  }
  return {
    pid: child.pid,
    port: linePort,
    queryPort,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

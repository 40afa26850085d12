// A real graphite-web with a carbon-cache, over one folder of whisper files: gunicorn with one worker, or Python's own wsgiref where
// gunicorn can't be had. No cache of answers or of finds.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { wait } from '../carpy-process.mjs';
import { startCarbonCache } from '../store/carbon-cache.mjs';
import { cpuSeconds } from '../store/process-cpu.mjs';

const GUNICORN = 'from gunicorn.app.wsgiapp import run; run()';
const WSGIREF = `
import sys
from wsgiref.simple_server import make_server, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
WSGIRequestHandler.log_message = lambda *arguments: None
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
`;

/** Starts both. The whisper files belong below `<dir>/whisper`. */
export async function startGraphite({ python, gunicorn, dir, schemas }) {
  const carbon = await startCarbonCache({ python, dir, schemas });
  const port = await freePort();
  writeFileSync(join(dir, 'settings_here.py'), settings(dir, carbon.queryPort));
  const env = {
    ...process.env,
    GRAPHITE_ROOT: dir,
    GRAPHITE_SETTINGS_MODULE: 'settings_here',
    DJANGO_SETTINGS_MODULE: 'graphite.settings',
    PYTHONPATH: dir,
    PYTHONWARNINGS: 'ignore',
  };
  await ended(spawn(python, ['-m', 'django', 'migrate', '--run-syncdb'], { env, stdio: ['ignore', 'ignore', 'pipe'] }));
  const args = gunicorn
    ? ['-c', GUNICORN, '--workers', '1', '--bind', `127.0.0.1:${port}`, '--timeout', '300', 'graphite.wsgi']
    : ['-c', WSGIREF, String(port)];
  const child = spawn(python, args, { env, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-2_000);
  });
  const url = `http://127.0.0.1:${port}`;
  for (
    let tries = 0;
    !(await fetch(`${url}/version`).then(
      (r) => r.ok,
      () => false,
    ));
    tries++
  ) {
    if (child.exitCode !== null || tries > 200) throw new Error(`graphite-web did not start: ${log}`);
    await wait(100);
  }
  return {
    url,
    server: gunicorn ? 'gunicorn, one worker' : 'wsgiref',
    /** Of web and cache together. */
    cpuSeconds: () => [...processes(child.pid), carbon.pid].reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    async stop() {
      const gone = ended(child).catch(() => undefined);
      child.kill('SIGTERM');
      await gone;
      await carbon.stop();
    },
  };
}

const settings = (dir, queryPort) => `
SECRET_KEY = 'a benchmark'
ALLOWED_HOSTS = ['*']
STORAGE_DIR = '${dir}'
WHISPER_DIR = '${dir}/whisper'
STANDARD_DIRS = ['${dir}/whisper']
LOG_DIR = '${dir}'
INDEX_FILE = '${dir}/index'
CARBONLINK_HOSTS = ['127.0.0.1:${queryPort}']
FIND_CACHE_DURATION = 0
FETCH_TIMEOUT = 300
FIND_TIMEOUT = 300
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.dummy.DummyCache'}}
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${dir}/graphite.db'}}
`;

/** A process and those that it started. Linux. */
function processes(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(processes)];
}

function ended(child) {
  let log = '';
  child.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(log))));
  });
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

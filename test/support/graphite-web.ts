/** A real graphite-web and carbon-cache, in a virtual environment below node_modules/.cache, made at the first use. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { eventually, exitOf, requireAll, root, temporaryFolder } from '../e2e/carpy-process.ts';
import { runProgram } from './run-program.ts';

const PACKAGES = ['graphite-web==1.1.10', 'carbon==1.1.10', 'whisper==1.1.10'] as const;
const venv = join(root, 'node_modules/.cache/graphite-web');
/** Of the environment that graphite-web is in. */
export const python: string = join(venv, 'bin/python');

/** Why Graphite can't run here; undefined where it can. With CARPY_TEST_REQUIRE=all a missing one is an error. */
export const noGraphite: string | undefined = await prepare();
if (noGraphite !== undefined) {
  if (requireAll) throw new Error(noGraphite);
  console.warn(`skipped: ${noGraphite}`);
}

export interface GraphiteWeb {
  readonly url: string;
  readonly carbonPort: number;
  stop(): Promise<void>;
}

export interface GraphiteFiles {
  /** Text of storage-schemas.conf. */
  readonly schemas: string;
  /** Text of storage-aggregation.conf; carbon's own rules where absent. */
  readonly aggregation?: string;
}

/** Starts both and resolves when both answer. Times are UTC's, and arguments of a wrong type are refused. */
export async function startGraphite(files: GraphiteFiles): Promise<GraphiteWeb> {
  const dir = await temporaryFolder();
  const [carbonPort, queryPort, webPort] = await freePorts(3);
  await mkdir(join(dir, 'conf'));
  await mkdir(join(dir, 'storage/log/webapp'), { recursive: true });
  // Where it is missing at the start, graphite-web reads from nowhere.
  await mkdir(join(dir, 'storage/whisper'));
  await writeFile(join(dir, 'conf/storage-schemas.conf'), files.schemas);
  if (files.aggregation !== undefined) await writeFile(join(dir, 'conf/storage-aggregation.conf'), files.aggregation);
  await writeFile(
    join(dir, 'conf/carbon.conf'),
    carbonConf(carbonPort as number, queryPort as number, webPort as number),
  );
  await writeFile(join(dir, 'settings_here.py'), settings(dir, queryPort as number));
  const env = {
    ...process.env,
    GRAPHITE_ROOT: dir,
    GRAPHITE_CONF_DIR: join(dir, 'conf'),
    GRAPHITE_STORAGE_DIR: join(dir, 'storage'),
    GRAPHITE_SETTINGS_MODULE: 'settings_here',
    DJANGO_SETTINGS_MODULE: 'graphite.settings',
    PYTHONPATH: dir,
  };
  const migrated = await runProgram(python, ['-m', 'django', 'migrate', '--run-syncdb'], env);
  if (migrated.code !== 0) throw new Error(`graphite-web's database: ${migrated.text}`);
  const children = [
    spawn(python, [join(venv, 'bin/carbon-cache.py'), '--nodaemon', 'start'], { env, stdio: 'ignore' }),
    spawn(python, ['-c', WEB, String(webPort)], { env, stdio: 'ignore' }),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(stopChild));
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (const port of [carbonPort, webPort]) await eventually(() => accepts(port as number), Boolean, START_MS);
  } catch (e) {
    await stop();
    throw e;
  }
  return { url: `http://127.0.0.1:${webPort}`, carbonPort: carbonPort as number, stop };
}

/** Both start in two seconds on a machine that does nothing else. */
const START_MS = 120_000;

/** From Python 3.11 on inspect lacks what graphite-web describes functions with. */
const WEB = `
import inspect, sys
if not hasattr(inspect, 'getargspec'):
  inspect.getargspec = inspect.getfullargspec
  inspect.formatargspec = lambda args, varargs, _, defaults: '(%s)' % ', '.join(
    [a if i < len(args) - len(defaults or ()) else '%s=%r' % (a, defaults[i - len(args)]) for i, a in enumerate(args)] + (['*' + varargs] if varargs else []))
from wsgiref.simple_server import make_server
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
`;

const carbonConf = (linePort: number, queryPort: number, webPort: number): string => `[cache]
MAX_CREATES_PER_MINUTE = inf
MAX_UPDATES_PER_SECOND = inf
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = ${linePort}
PICKLE_RECEIVER_PORT = 0
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = ${queryPort}
ENABLE_TAGS = True
GRAPHITE_URL = http://127.0.0.1:${webPort}
CARBON_METRIC_INTERVAL = 0
`;

const settings = (dir: string, queryPort: number): string => `
SECRET_KEY = 'a test'
ALLOWED_HOSTS = ['*']
CARBONLINK_HOSTS = ['127.0.0.1:${queryPort}']
FIND_CACHE_DURATION = 0
TAGDB_CACHE_DURATION = 0
DEFAULT_CACHE_DURATION = 0
TIME_ZONE = 'UTC'
ENFORCE_INPUT_VALIDATION = True
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${join(dir, 'graphite.db')}'}}
`;

async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: n }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await exitOf(child);
}

async function prepare(): Promise<string | undefined> {
  const check = `from importlib.metadata import version as v; assert all(v(n.split("==")[0]) == n.split("==")[1] for n in ${JSON.stringify(PACKAGES)})`;
  if ((await runProgram(python, ['-c', check])).code === 0) return undefined;
  const made = await runProgram('python3', ['-m', 'venv', '--clear', venv]);
  if (made.code !== 0) return `python3 with venv is not here: ${lastLine(made.text)}`;
  const installed = await runProgram(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    ...PACKAGES,
  ]);
  return installed.code === 0 ? undefined : `pip can't install ${PACKAGES.join(' and ')}: ${lastLine(installed.text)}`;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

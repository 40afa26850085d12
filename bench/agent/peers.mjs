// The packages that the agent is measured with and beside, at exact versions, in a folder of their own below node_modules/.cache: brought
// by npm at the first run. What can't be had is named, and its variants are left out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../carpy-process.mjs';

const nodeMajor = Number.parseInt(process.versions.node, 10);

/** Each set of packages by the variants that need it. */
const SETS = {
  app: { express: '5.3.0', ioredis: '6.0.0' },
  otel: {
    '@opentelemetry/api': '1.9.1',
    '@opentelemetry/core': '2.12.1',
    '@opentelemetry/auto-instrumentations-node': '0.81.2',
  },
  // Its version 6 asks for Node 22.
  'dd-trace': { 'dd-trace': nodeMajor < 22 ? '5.132.0' : '6.21.0' },
  'prom-client': { 'prom-client': '15.1.3' },
};

/** `require` of the folder that holds the set, or `{missing}`, the reason. */
export function packagesOf(set) {
  const dependencies = SETS[set];
  const key = JSON.stringify([dependencies, process.versions.modules]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const folder = join(root, 'node_modules/.cache/carpy-bench-npm', `${set}-${hash}`);
  if (!existsSync(folder)) {
    const missing = install(folder, dependencies);
    if (missing !== undefined) return { missing };
  }
  return { require: createRequire(join(folder, 'package.json')) };
}

function install(folder, dependencies) {
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}-making-`);
  writeFileSync(join(making, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--ignore-scripts'];
  const made = spawnSync('npm', ['install', ...flags, '--prefix', making], { encoding: 'utf8' });
  if (made.status === 0) {
    renameSync(making, folder);
    return undefined;
  }
  rmSync(making, { recursive: true, force: true });
  const lines = String(made.stderr ?? made.error).split('\n');
  const reason = lines.find((line) => /^npm error (?!code)/.test(line)) ?? lines[0];
  return `npm can't install ${Object.keys(dependencies).join(' and ')}: ${reason}`;
}
